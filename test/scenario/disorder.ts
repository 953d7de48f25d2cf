import { CHAT, HOUR_MS, type Scene } from './open-house.ts';

export const GATEWAY = '/v1/gateways/chat-prod';
export const WORKERS = ['gateway-provisioner', 'dns-recorder', 'certificate-rotator', 'zone-checker'] as const;

/** What an owner may change while Torii is at work, as declarations; the world of BOTH_DOMAINS has what all of them need. */
export const BIGGER = CHAT.replace('nodes: 2', 'nodes: 3');
export const OTHER_RANGE = CHAT.replace('198.51.100.0/25', '192.0.2.0/24');
export const BOTH_DOMAINS = CHAT.replace(
  '  services:',
  '    - name: talk.example.com\n      access: internet\n      certificate: cas\n      dns: alidns\n  services:',
);

/** Of what is on the cloud, that which a declaration decides. */
export interface Facts {
  gateways: { name: string; replicas: number }[];
  cnames: string[];
  domains: string[];
  ranges: string[];
}

export const FACTS: Facts = {
  gateways: [{ name: 'chat-prod', replicas: 2 }],
  cnames: ['chat'],
  domains: ['chat.example.com'],
  ranges: ['198.51.100.0/25', '203.0.113.0/24'],
};

export const NOTHING: Facts = { gateways: [], cnames: [], domains: [], ranges: [] };

/** The facts that a declaration of the above comes to. */
export function factsOf(text: string): Facts {
  const domains = text.includes('talk.example.com') ? ['chat.example.com', 'talk.example.com'] : ['chat.example.com'];
  return {
    gateways: [{ name: 'chat-prod', replicas: text.includes('nodes: 3') ? 3 : 2 }],
    cnames: domains.map((domain) => domain.replace('.example.com', '')),
    domains,
    ranges: [text.includes('192.0.2.0/24') ? '192.0.2.0/24' : '198.51.100.0/25', '203.0.113.0/24'],
  };
}

export async function factsIn(scene: Scene): Promise<Facts> {
  const { owner } = scene.world;
  const eas = { product: 'eas', version: '2021-07-01', style: 'ROA', region: 'cn-beijing', method: 'GET' } as const;
  const read = { idempotent: true } as const;
  const { Gateways } = await owner.call<{ Gateways: { GatewayName: string; GatewayId: string; Replicas: number }[] }>({
    ...{ ...eas, ...read, action: 'ListGateway', path: '/api/v2/gateways' },
    query: { PageSize: '100' },
  });
  const { DomainRecords } = await owner.call<{ DomainRecords: { Record: { RR: string; Type: string }[] } }>({
    ...{ product: 'alidns', version: '2015-01-09', style: 'RPC', method: 'POST', path: '/', ...read },
    action: 'DescribeDomainRecords',
    query: { DomainName: 'example.com' },
  });
  const of = async <Answer>(action: string, path: string): Promise<Answer[]> =>
    Promise.all(
      Gateways.map(({ GatewayId }) =>
        owner.call<Answer & object>({
          ...eas,
          ...read,
          action,
          path: `/api/v2/gateways/cn-beijing/${GatewayId}/${path}`,
        }),
      ),
    );
  const lists = await of<{ InternetAclPolicyList?: { AclPolicyList: { Entry: string }[] }[] }>(
    'ListAclPolicy',
    'acl_policy',
  );
  const attached = await of<{ CustomDomains?: { Domain: string }[] }>('ListGatewayDomains', 'domains');
  return {
    gateways: Gateways.map(({ GatewayName, Replicas }) => ({ name: GatewayName, replicas: Replicas })),
    cnames: DomainRecords.Record.flatMap(({ RR, Type }) => (Type === 'CNAME' ? [RR] : [])).sort(),
    domains: attached.flatMap(({ CustomDomains = [] }) => CustomDomains.map(({ Domain }) => Domain)).sort(),
    ranges: lists
      .flatMap(({ InternetAclPolicyList = [] }) => InternetAclPolicyList)
      .flatMap(({ AclPolicyList }) => AclPolicyList.map(({ Entry }) => Entry))
      .sort(),
  };
}

/** An owner who says yes to whatever is asked, until the last declaration is true. @returns whether it came to that */
export async function sayYesUntil(
  scene: Pick<Scene, 'api' | 'cloud'>,
  isReached: () => Promise<boolean>,
  limitMs = 4 * HOUR_MS,
): Promise<boolean> {
  const { api, cloud } = scene;
  return cloud.clock.runUntil(async () => {
    if (await isReached()) return true;
    const { status, body } = await api('GET', GATEWAY);
    if (status === 200 && ['AwaitingApproval', 'Blocked'].includes(body.state)) {
      const plan = (await api('GET', `${GATEWAY}/plan`)).body;
      if (plan.awaiting?.length > 0 || plan.blocked?.some(({ held }: { held?: unknown }) => held))
        await approve(scene, plan);
    }
    return false;
  }, cloud.clock.now() + limitMs);
}

export function approve({ api }: Pick<Scene, 'api'>, plan: { planHash: string }) {
  return api('POST', `${GATEWAY}/approve`, JSON.stringify({ planHash: plan.planHash, force: true }));
}

export const isGone = (scene: Pick<Scene, 'api'>) => async () => (await scene.api('GET', GATEWAY)).status === 404;
export const isDone = (scene: Pick<Scene, 'api'>, operation: string) => async () =>
  (await scene.api('GET', `/v1/operations/${operation}`)).body.state === 'Succeeded';

/** One event, handed to a function as often as told, all at one instant. */
export async function handOver(
  { runtime, cloud }: Pick<Scene, 'runtime' | 'cloud'>,
  worker: string,
  event: { type: string; id: string; generation?: number },
  copies = 1,
): Promise<void> {
  const data = {
    account: cloud.account.id,
    region: 'cn-beijing',
    name: 'chat-prod',
    generation: event.generation ?? 1,
  };
  const cloudEvent = { id: event.id, source: 'torii', specversion: '1.0', type: event.type, data };
  for (let copy = 0; copy < copies; copy += 1) {
    const taskId = `${event.id}-${worker}-${copy}-${cloud.clock.now()}`;
    await runtime.invoker.invokeAsync(`torii-${worker}`, cloudEvent, { delaySeconds: 0, taskId });
  }
}
