import type { Condition } from '../shared/domain-rules/condition.ts';
import type { DeclaredVpc } from '../shared/domain-rules/declaration.ts';
import type { GatewayAnswer, PlanAnswer } from './answers.ts';
import { indented, instant, table } from './output.ts';
import type { Shell } from './shell.ts';
import { approvalCommand, showBlocked, showKept, showWaits } from './show-plan.ts';
import { spellSource } from './spell-source.ts';

type Paint = Pick<Shell, 'paint'>;

/** One line a gateway. */
export function showGateways(gateways: GatewayAnswer[]): string {
  if (gateways.length === 0) return 'no gateway is declared';
  const rows = gateways.map((gateway) => {
    const ready = readyOf(gateway);
    return [
      gateway.name,
      gateway.region,
      gateway.deleting ? `${gateway.state} (deleting)` : gateway.state,
      ready ? `${ready.status} (${ready.reason})` : '-',
      gateway.gatewayId ?? '-',
      gateway.internetDomain ?? '-',
    ];
  });
  return table(['NAME', 'REGION', 'STATE', 'READY', 'GATEWAY', 'ENDPOINT'], rows);
}

/** All that is known of one gateway: conditions with reasons, what is blocked and the way out, what is kept. */
export function describeGateway({ paint }: Paint, gateway: GatewayAnswer): string {
  const { spec } = gateway.declaration;
  const facts = [
    ['Region', gateway.region],
    ['State', gateway.deleting ? `${gateway.state} (deleting)` : gateway.state],
    ['Mode', gateway.mode],
    ['Generation', String(gateway.generation)],
    ['Gateway', gateway.gatewayId ?? 'none yet'],
    ['Endpoint', gateway.internetDomain ?? 'none'],
    ['Private endpoint', gateway.intranetDomain ?? 'none'],
    ...kindFacts(spec),
    ...(gateway.loadBalancers ?? []).map(({ loadBalancerId, addressType, status, dnsName }) => [
      'Balancer',
      `${loadBalancerId} (${addressType}, ${status}) ${dnsName}`,
    ]),
    ['Internet', spec.internet ? spec.internet.allow.join(', ') || 'open, but nobody is let in' : 'closed'],
    ...spec.vpcs.map(({ vpcId, vSwitches }) => ['VPC', `${vpcId} through ${throughWhich(vSwitches)}`]),
    ...spec.domains.map(({ name, access, certificate, dns }) => [
      'Domain',
      `${name} (${access}, ${spellSource(certificate)}, ${dns})`,
    ]),
    ...spec.services.map(({ name }) => ['Service', name]),
  ];
  const rows = facts.map(([label = '', value = '']) => `  ${label.padEnd(10)}  ${value}`);
  const conditions = gateway.conditions.map(({ type, status, reason, since, message }) => [
    type,
    status,
    reason,
    instant(since),
    message,
  ]);
  const awaiting = gateway.awaiting.map(({ summary, effects }) => `  wants a yes: ${summary} (${effects.join(', ')})`);
  return [
    paint('bold', gateway.name),
    ...rows,
    paint('bold', 'Conditions'),
    conditions.length === 0
      ? '  nobody has looked yet'
      : indented(table(['TYPE', 'STATUS', 'REASON', 'SINCE (UTC)', 'MESSAGE'], conditions)),
    ...awaiting,
    ...(gateway.blocked.length > 0 ? [showBlocked({ paint }, gateway.blocked)] : []),
    ...(gateway.kept.length > 0 ? [showKept(gateway.kept)] : []),
  ].join('\n');
}

/** Why a gateway is not Ready, condition by condition, and what leads out of each. */
export function explainGateway({ paint }: Paint, gateway: GatewayAnswer, plan: PlanAnswer): string {
  const { name, region, conditions, blocked, mode } = gateway;
  const ready = readyOf(gateway);
  if (ready?.status === 'True') return `${paint('green', `${name} is Ready`)}: ${ready.message}`;
  const open = conditions.filter(({ type, status }) => type !== 'Ready' && status !== 'True');
  const explained = open.map((condition) => explainCondition({ paint }, condition, gateway));
  const elsewhere = blocked.filter(({ reason }) => !open.some((condition) => condition.reason === reason));
  const parts = [
    `${paint('bold', name)} ${gateway.deleting ? 'is being deleted' : 'is not Ready'} (${gateway.state})`,
    ...(conditions.length === 0
      ? ['  nobody has looked at this declaration yet; the workers do so by themselves']
      : []),
    ...explained,
    ...(elsewhere.length > 0 ? [showBlocked({ paint }, elsewhere)] : []),
  ];
  if (plan.awaiting.length > 0) {
    parts.push(paint('yellow', '  these steps want a yes:'));
    parts.push(...plan.awaiting.map(({ summary, effects }) => `    ${summary} (${effects.join(', ')})`));
    parts.push(`    way out: ${approvalCommand({ name, region }, plan)}`);
  }
  if (plan.waits.length > 0) parts.push(showWaits(plan.waits));
  if (mode !== 'enforce') parts.push(`  its mode is ${mode}\n    way out: torii mode ${name} enforce`);
  return parts.join('\n');
}

function explainCondition({ paint }: Paint, condition: Condition, { blocked }: GatewayAnswer): string {
  const { type, status, reason, message } = condition;
  const ways = blocked.filter((one) => one.reason === reason).map(({ wayOut }) => `way out: ${wayOut}`);
  const harmless = reason === 'NoVantagePoint' ? ['this keeps nothing from being Ready'] : [];
  const head = `${type} is ${status}: ${reason}`;
  const lines = [...new Set([message, ...ways, ...harmless])].join('\n');
  return `  ${paint(status === 'False' ? 'yellow' : 'dim', head)}\n${indented(lines, 4)}`;
}

function kindFacts(spec: GatewayAnswer['declaration']['spec']): string[][] {
  if (spec.type === 'managed') return [['Size', `managed, ${spec.specification} × ${spec.nodes}, ${spec.charge}`]];
  const { network, intranet } = spec;
  return [
    ['Kind', 'alb, scales by itself'],
    ...(network
      ? [['Network', `${network.vpcId} through ${throughWhich(network.vSwitches, 'each fitting zone of')}`]]
      : []),
    [
      'Intranet',
      intranet ? (intranet.allow?.join(', ') ?? 'everyone in the VPC') || 'open, but nobody is let in' : 'closed',
    ],
  ];
}

function throughWhich(vSwitches: DeclaredVpc['vSwitches'], some = 'one of'): string {
  return Array.isArray(vSwitches) ? `${some} ${vSwitches.join(', ')}` : 'whichever vSwitch fits';
}

function readyOf({ conditions }: GatewayAnswer): Condition | undefined {
  return conditions.find(({ type }) => type === 'Ready');
}
