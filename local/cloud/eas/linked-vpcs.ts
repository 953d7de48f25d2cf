import ipaddr from 'ipaddr.js';
import { ApiError, actionsOf } from '../product.ts';
import type { VSwitch } from '../vpc/state.ts';
import type { EasErrorCode } from './errors.ts';
import type { Gateway } from './gateway.ts';
import { gatewayPath } from './gateway-path.ts';
import { LINK, Lifecycle, type LinkStatus } from './lifecycle.ts';
import { networkReady } from './network-ready.ts';
import { dropPeers } from './peers.ts';
import type { EasState } from './state.ts';

const row = actionsOf<EasState>();
const path = `${gatewayPath.template}/intranet_endpoint_linked_vpc`;

export const createGatewayIntranetLinkedVpc = row({
  name: 'CreateGatewayIntranetLinkedVpc',
  style: { method: 'POST', path },
  parameters: {
    ...gatewayPath.parameters,
    VpcId: { type: 'string', required: true, source: 'inferred' },
    VSwitchId: { type: 'string', required: true, source: 'inferred' },
    EnableAuthoritativeDns: { type: 'boolean', default: false },
    /** The account that owns the VPC; without it the caller's. */
    AccountId: { type: 'string' },
  },
  response: { GatewayId: 'string', Message: 'string' },
  errors: [
    'InvalidGateway.NotFound',
    'IncorrectGatewayStatus',
    'OperationNotSupported.GatewayType',
    'IntranetNotEnabled',
    'InvalidVpcId.NotFound',
    'CrossAccountNotAllowed',
    'InvalidVSwitchId.NotFound',
    'InvalidVSwitchId.NotInVpc',
    'IncorrectVSwitchStatus',
    'InvalidVSwitchId.ZoneNotSupported',
    'LinkedVpcAlreadyExist',
    'AuthoritativeDnsConflict',
  ] satisfies EasErrorCode[],
  handler: async (state, { account, parameters, newId, progress }) => {
    const { ClusterId, GatewayId, VpcId, VSwitchId, EnableAuthoritativeDns } = parameters;
    const owner = parameters.AccountId || account;
    const gateway = state.gatewayThatIsUp(account, ClusterId, GatewayId);
    checkGateway(gateway);
    const vSwitch = findVSwitch(state, gateway, owner, VpcId, VSwitchId);
    checkRow(gateway, vSwitch, EnableAuthoritativeDns, state.secondLinkOfVpc);

    const lifecycle = new Lifecycle<LinkStatus>();
    gateway.links.push({
      vpcId: VpcId,
      vSwitchId: VSwitchId,
      accountId: owner,
      ip: addressIn(vSwitch, gateway.links.length),
      securityGroupId: newId('sg-', 20),
      authoritativeDns: EnableAuthoritativeDns,
      lifecycle,
    });
    // G29: once for each VPC, not for each of its vSwitches.
    if (!gateway.vpcAcls.has(VpcId)) gateway.vpcAcls.set(VpcId, new Map([['0.0.0.0/0', 'default']]));
    lifecycle.begin(LINK.create, progress, networkReady(state, gateway));
    await state.settled();
    return { GatewayId: gateway.id, Message: 'Successfully add intranet linked vpc for gateway' };
  },
});

export const listGatewayIntranetLinkedVpc = row({
  name: 'ListGatewayIntranetLinkedVpc',
  style: { method: 'GET', path },
  parameters: gatewayPath.parameters,
  response: {
    GatewayId: 'string',
    IntranetLinkedVpcList: [
      {
        VpcId: 'string',
        VSwitchId: 'string',
        Ip: 'string',
        SecurityGroupId: 'string',
        Status: 'string',
        AccountId: 'string',
        AuthoritativeDnsEnabled: 'boolean',
      },
    ],
  },
  errors: ['InvalidGateway.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, GatewayId } }) => {
    const gateway = state.gateway(account, ClusterId, GatewayId);
    const IntranetLinkedVpcList = gateway.links.map((link) => ({
      VpcId: link.vpcId,
      VSwitchId: link.vSwitchId,
      // Filled once the endpoint is there (inferred).
      Ip: link.lifecycle.status === 'Running' ? link.ip : undefined,
      SecurityGroupId: link.securityGroupId,
      Status: link.lifecycle.status,
      AccountId: link.accountId,
      AuthoritativeDnsEnabled: link.authoritativeDns,
    }));
    return { GatewayId: gateway.id, IntranetLinkedVpcList };
  },
});

export const deleteGatewayIntranetLinkedVpc = row({
  name: 'DeleteGatewayIntranetLinkedVpc',
  style: { method: 'DELETE', path },
  parameters: {
    ...gatewayPath.parameters,
    VpcId: { type: 'string', required: true, source: 'inferred' },
    VSwitchId: { type: 'string', required: true, source: 'inferred' },
  },
  response: { GatewayId: 'string', Message: 'string' },
  errors: ['InvalidGateway.NotFound', 'IncorrectGatewayStatus', 'InvalidVpcId.NotLinked'] satisfies EasErrorCode[],
  handler: async (state, { account, parameters: { ClusterId, GatewayId, VpcId, VSwitchId } }) => {
    const gateway = state.gatewayThatIsUp(account, ClusterId, GatewayId);
    const index = gateway.links.findIndex((link) => link.vpcId === VpcId && link.vSwitchId === VSwitchId);
    if (index < 0) throw new ApiError<EasErrorCode>('InvalidVpcId.NotLinked', { vpc: VpcId, gateway: gateway.id });
    const [link] = gateway.links.splice(index, 1);
    link?.lifecycle.cancel();
    // The list and the peers of a VPC go with its last link (inferred).
    if (!gateway.links.some(({ vpcId }) => vpcId === VpcId)) {
      gateway.vpcAcls.delete(VpcId);
      dropPeers(gateway, ({ linkedVpcId }) => linkedVpcId === VpcId);
    }
    state.networksChanged(gateway);
    await state.settled();
    return { GatewayId: gateway.id, Message: 'Successfully delete intranet linked vpc for gateway' };
  },
});

export const listGatewayIntranetSupportedZone = row({
  name: 'ListGatewayIntranetSupportedZone',
  style: { method: 'GET', path: `${gatewayPath.template}/intranet_supported_zone` },
  parameters: gatewayPath.parameters,
  response: { Zones: ['string'] },
  errors: ['InvalidGateway.NotFound'] satisfies EasErrorCode[],
  handler: (state, { account, parameters: { ClusterId, GatewayId } }) => ({
    Zones: state.supportedZones.of(state.gateway(account, ClusterId, GatewayId).region),
  }),
});

function checkGateway(gateway: Gateway): void {
  if (gateway.type !== 'classic') {
    const reason = 'the application type takes VpcId and VSwitchIds by UpdateGateway';
    throw new ApiError<EasErrorCode>('OperationNotSupported.GatewayType', { gateway: gateway.id, reason });
  }
  if (!gateway.intranetEnabled) throw new ApiError<EasErrorCode>('IntranetNotEnabled', { gateway: gateway.id });
}

/** The VPC may be another account's that has allowed it, in the same region only (G27). */
function findVSwitch(state: EasState, gateway: Gateway, owner: string, vpcId: string, vSwitchId: string): VSwitch {
  const vpc = state.vpc.vpcById(vpcId);
  if (vpc?.account !== owner || vpc.region !== gateway.region) {
    throw new ApiError<EasErrorCode>('InvalidVpcId.NotFound', { vpc: vpcId });
  }
  if (owner !== gateway.account && !state.crossAccount.allows(owner, gateway.account)) {
    throw new ApiError<EasErrorCode>('CrossAccountNotAllowed', { vpc: vpcId, owner });
  }
  const vSwitch = state.vpc.vSwitch(vSwitchId);
  if (vSwitch?.account !== owner) throw new ApiError<EasErrorCode>('InvalidVSwitchId.NotFound', { vSwitch: vSwitchId });
  if (vSwitch.vpcId !== vpcId) {
    throw new ApiError<EasErrorCode>('InvalidVSwitchId.NotInVpc', { vSwitch: vSwitchId, vpc: vpcId });
  }
  if (vSwitch.status !== 'Available') {
    throw new ApiError<EasErrorCode>('IncorrectVSwitchStatus', { vSwitch: vSwitchId });
  }
  const zones = state.supportedZones.of(gateway.region);
  if (!zones.includes(vSwitch.zoneId)) {
    const values = { vSwitch: vSwitchId, zone: vSwitch.zoneId, zones: zones.join(' ') };
    throw new ApiError<EasErrorCode>('InvalidVSwitchId.ZoneNotSupported', values);
  }
  return vSwitch;
}

function checkRow(
  gateway: Gateway,
  { vpcId, vSwitchId }: VSwitch,
  authoritativeDns: boolean,
  second: EasState['secondLinkOfVpc'],
): void {
  const rows = gateway.links.filter((link) => link.vpcId === vpcId);
  if (second === 'refused' ? rows.length > 0 : rows.some((link) => link.vSwitchId === vSwitchId)) {
    throw new ApiError<EasErrorCode>('LinkedVpcAlreadyExist', { vpc: vpcId, vSwitch: vSwitchId });
  }
  // G28
  const other = gateway.links.find((link) => link.authoritativeDns && link.vpcId !== vpcId);
  if (authoritativeDns && other) throw new ApiError<EasErrorCode>('AuthoritativeDnsConflict', { vpc: other.vpcId });
}

/** Some address of the vSwitch; ten from its start, where nothing is reserved. */
function addressIn({ cidrBlock }: VSwitch, index: number): string {
  const [network, prefix] = ipaddr.IPv4.parseCIDR(cidrBlock);
  const bytes = network.toByteArray();
  const host = 1 + ((9 + index) % (2 ** (32 - prefix) - 4));
  const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0) + host;
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff).join('.');
}
