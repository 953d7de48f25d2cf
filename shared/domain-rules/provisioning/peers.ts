import type { Finding } from '../condition.ts';
import type { DeclaredPeer, DeclaredVpc } from '../declaration.ts';
import type { Plan } from '../plan.ts';
import type { ProvisioningInput } from './input.ts';
import { ON_A_RUNNING_GATEWAY, type ProvisioningStep } from './step.ts';

type Truth = Omit<Finding, 'type'>;

/**
 * VPCs that call the gateway through a linked one: declared ones are added once the link runs, ours that nobody declares
 * any more are removed when agreed to, others' stay.
 *
 * What a peer's status can be is not documented: `Creating` is waited for, what sounds like a failure is reported, and
 * any other word counts as being there.
 *
 * @param anew the link is made again, and its peers go with the old one
 */
export function planPeers(
  { observation, memory }: ProvisioningInput,
  { vpcId, peers = [] }: DeclaredVpc,
  plan: Plan<ProvisioningStep>,
  anew: boolean,
): Truth {
  const there = anew ? [] : (observation.peers[vpcId] ?? []);
  const ours = memory.peers?.[vpcId] ?? [];
  const missing = peers.filter((peer) => !there.some((other) => peerKey(other) === peerKey(peer)));
  const undeclared = there.filter((other) => !peers.some((peer) => peerKey(peer) === peerKey(other)));
  const surplus = undeclared.filter((peer) => ours.includes(peerKey(peer)));
  for (const peer of undeclared.filter((other) => !surplus.includes(other))) {
    plan.kept.push({ what: peerKey(peer), message: `${spell([peer])} was added by somebody else and stays` });
  }
  if (missing.length > 0) {
    const summary = `let ${spell(missing)} call the gateway through ${vpcId}, by its list`;
    plan.steps.push(peersStep('add-peers', vpcId, missing, summary, ['exposes']));
  }
  if (surplus.length > 0) {
    const summary = `stop letting ${spell(surplus)} call the gateway through ${vpcId}: callers there lose it`;
    plan.steps.push(peersStep('remove-peers', vpcId, surplus, summary, ['disrupts']));
  }
  if (missing.length > 0) {
    return { status: 'False', reason: 'PeersMissing', message: `${spell(missing)} cannot call through ${vpcId} yet` };
  }
  if (surplus.length > 0) {
    return { status: 'False', reason: 'PeersNotDeclared', message: `${spell(surplus)} is not declared any more` };
  }
  const failed = there.filter(({ status }) => /fail/i.test(status));
  if (failed.length > 0) {
    const message = `${failed.map((peer) => `${spell([peer])} is ${peer.status}`).join(', ')} at ${vpcId}`;
    const wayOut = `connect it to ${vpcId} (for example by CEN or a peering connection), then leave it out and declare it again`;
    plan.blocked.push({ what: `peers/${vpcId}`, reason: 'PeerFailed', message, wayOut, rule: 'G26' });
    return { status: 'False', reason: 'PeerFailed', message };
  }
  if (there.some(({ status }) => status === 'Creating')) {
    const message = `the peers of ${vpcId} are being connected`;
    plan.waits.push({
      id: `peers-there/${vpcId}`,
      on: 'cloud',
      reason: 'PeersConnecting',
      message,
      typicalSeconds: 40,
    });
    return { status: 'False', reason: 'PeersConnecting', message };
  }
  return { status: 'True', reason: 'PeersThere', message: `${vpcId} has its ${peers.length} peers` };
}

/** `vpc-9@cn-hangzhou` */
export function peerKey({ vpcId, region }: DeclaredPeer): string {
  return `${vpcId}@${region}`;
}

function peersStep(
  kind: 'add-peers' | 'remove-peers',
  vpcId: string,
  peers: DeclaredPeer[],
  summary: string,
  effects: ProvisioningStep['effects'],
): ProvisioningStep {
  return {
    kind,
    id: `${kind}/${vpcId}`,
    target: vpcId,
    summary,
    after: [...ON_A_RUNNING_GATEWAY, `link-vpc/${vpcId}`, `link-running/${vpcId}`],
    effects,
    terms: peers.map((peer) => `${kind} ${peerKey(peer)} at ${vpcId}`),
    // What adding one twice does is not documented; removing what is gone is harmless either way.
    repeatable: kind === 'remove-peers',
    vpcId,
    peers: peers.map(({ vpcId: id, region }) => ({ vpcId: id, region })),
  };
}

function spell(peers: DeclaredPeer[]): string {
  return peers.map(({ vpcId, region }) => `${vpcId} of ${region}`).join(', ');
}
