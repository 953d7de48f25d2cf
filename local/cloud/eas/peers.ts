import { ApiError, actionsOf } from '../product.ts';
import type { EasErrorCode } from './errors.ts';
import type { Gateway, PeerVpc } from './gateway.ts';
import { gatewayPath } from './gateway-path.ts';
import { Lifecycle, PEER, type PeerStatus } from './lifecycle.ts';
import { networkReady } from './network-ready.ts';
import { isObject } from './services/config.ts';
import type { EasState } from './state.ts';

const row = actionsOf<EasState>();
const path = `${gatewayPath.template}/intranet_endpoint_linked_vpc_peer`;

const scope = {
  ...gatewayPath.parameters,
  /** The VPC that is linked already. */
  VpcId: { type: 'string', required: true, source: 'inferred' },
  PeerVpcs: { type: 'json', required: true, source: 'inferred' },
} as const;

// Unlike all others, these three answer with a lower-case requestId.
const changed = { requestId: 'string', GatewayId: 'string', Message: 'string' } as const;

export const createGatewayIntranetLinkedVpcPeer = row({
  name: 'CreateGatewayIntranetLinkedVpcPeer',
  style: { method: 'POST', path },
  parameters: scope,
  response: changed,
  errors: [
    'InvalidGateway.NotFound',
    'IncorrectGatewayStatus',
    'InvalidVpcId.NotLinked',
    'InvalidPeerVpcs',
    'InvalidVpcId.NotFound',
  ] satisfies EasErrorCode[],
  // Adding what is there already changes nothing; a list that does not fit adds nothing at all (inferred).
  handler: async (state, { account, parameters: { ClusterId, GatewayId, VpcId, PeerVpcs }, progress }) => {
    const gateway = state.gatewayThatIsUp(account, ClusterId, GatewayId);
    checkLinked(gateway, VpcId);
    const named = readPeers(PeerVpcs);
    for (const peer of named) checkPeer(state, account, peer);
    for (const { vpcId, region } of named) {
      if (gateway.peers.some(isPeer(VpcId, vpcId))) continue;
      const lifecycle = new Lifecycle<PeerStatus>();
      gateway.peers.push({ linkedVpcId: VpcId, vpcId, region, lifecycle });
      lifecycle.begin(PEER.create, progress, networkReady(state, gateway));
    }
    await state.settled();
    return { GatewayId: gateway.id, Message: 'Successfully add intranet linked vpc Peer for gateway' };
  },
});

export const listGatewayIntranetLinkedVpcPeer = row({
  name: 'ListGatewayIntranetLinkedVpcPeer',
  style: { method: 'GET', path },
  parameters: { ...gatewayPath.parameters, VpcId: { type: 'string' } },
  response: {
    requestId: 'string',
    GatewayId: 'string',
    PeerVpcList: [{ VpcId: 'string', PeerVpcs: [{ VpcId: 'string', Region: 'string', Status: 'string' }] }],
  },
  errors: ['InvalidGateway.NotFound'] satisfies EasErrorCode[],
  // A linked VPC without peers is not listed (inferred).
  handler: (state, { account, parameters: { ClusterId, GatewayId, VpcId } }) => {
    const gateway = state.gateway(account, ClusterId, GatewayId);
    const linked = [...new Set(gateway.peers.map(({ linkedVpcId }) => linkedVpcId))];
    return {
      GatewayId: gateway.id,
      PeerVpcList: linked
        .filter((id) => !VpcId || id === VpcId)
        .map((id) => ({
          VpcId: id,
          PeerVpcs: gateway.peers
            .filter(({ linkedVpcId }) => linkedVpcId === id)
            .map(({ vpcId, region, lifecycle }) => ({ VpcId: vpcId, Region: region, Status: lifecycle.status })),
        })),
    };
  },
});

export const deleteGatewayIntranetLinkedVpcPeer = row({
  name: 'DeleteGatewayIntranetLinkedVpcPeer',
  style: { method: 'DELETE', path },
  parameters: scope,
  response: changed,
  errors: [
    'InvalidGateway.NotFound',
    'IncorrectGatewayStatus',
    'InvalidVpcId.NotLinked',
    'InvalidPeerVpcs',
  ] satisfies EasErrorCode[],
  // It is gone at once; deleting what is not there is no error (inferred).
  handler: async (state, { account, parameters: { ClusterId, GatewayId, VpcId, PeerVpcs } }) => {
    const gateway = state.gatewayThatIsUp(account, ClusterId, GatewayId);
    checkLinked(gateway, VpcId);
    for (const { vpcId } of readPeers(PeerVpcs)) dropPeers(gateway, isPeer(VpcId, vpcId));
    state.networksChanged(gateway);
    await state.settled();
    return { GatewayId: gateway.id, Message: 'Successfully delete intranet linked vpc Peer for gateway' };
  },
});

/** Takes those peers off the gateway, whatever they are in the middle of. */
export function dropPeers(gateway: Gateway, isMeant: (peer: PeerVpc) => boolean): void {
  const kept = gateway.peers.filter((peer) => !isMeant(peer));
  for (const peer of gateway.peers.filter(isMeant)) peer.lifecycle.cancel();
  gateway.peers.splice(0, gateway.peers.length, ...kept);
}

interface NamedPeer {
  readonly vpcId: string;
  readonly region: string;
}

function isPeer(linked: string, vpcId: string): (peer: PeerVpc) => boolean {
  return (peer) => peer.linkedVpcId === linked && peer.vpcId === vpcId;
}

function checkLinked(gateway: Gateway, vpcId: string): void {
  if (gateway.links.some((link) => link.vpcId === vpcId)) return;
  throw new ApiError<EasErrorCode>('InvalidVpcId.NotLinked', { vpc: vpcId, gateway: gateway.id });
}

/** The peer is a VPC of the caller's, in any region (inferred: nothing names another account's). */
function checkPeer(state: EasState, account: string, { vpcId, region }: NamedPeer): void {
  const vpc = state.vpc.vpcById(vpcId);
  if (vpc?.account === account && vpc.region === region) return;
  throw new ApiError<EasErrorCode>('InvalidVpcId.NotFound', { vpc: vpcId });
}

/** `[{"VpcId":"vpc-1","Region":"cn-hangzhou"}]` */
function readPeers(value: unknown): NamedPeer[] {
  if (!Array.isArray(value)) throw new ApiError<EasErrorCode>('InvalidPeerVpcs', { reason: 'not a list' });
  return value.map((item) => {
    if (!isObject(item) || typeof item.VpcId !== 'string' || typeof item.Region !== 'string') {
      throw new ApiError<EasErrorCode>('InvalidPeerVpcs', { reason: 'each needs a VpcId and a Region' });
    }
    return { vpcId: item.VpcId, region: item.Region };
  });
}
