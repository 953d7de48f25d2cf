import { ApiError, actionsOf } from '../product.ts';
import { task } from '../tasks.ts';
import type { PvtzErrorCode } from './errors.ts';
import { common, once, writing } from './parameters.ts';
import type { PvtzState } from './state.ts';
import { DNS_GROUPS, type DnsGroup, PvtzZone } from './zone.ts';
import { canonicalName, isZoneName } from './zone-name.ts';

const row = actionsOf<PvtzState>();
const zoneId = { ZoneId: { type: 'string', required: true } } as const;

const groupChanged = task('pvtz/dns-group-changed', (state: PvtzState, zone: PvtzZone, dnsGroup: DnsGroup) => {
  zone.dnsGroup = dnsGroup;
  zone.isChangingGroup = false;
  changed(state, zone, state.world.clock.now());
});

/** Several zones of an account may have the same name: nothing says that a second one is refused (inferred). */
export const addZone = row({
  name: 'AddZone',
  style: 'RPC',
  parameters: {
    ZoneName: { type: 'string', required: true },
    ProxyPattern: { type: 'string', enum: ['ZONE', 'RECORD'], default: 'ZONE' },
    DnsGroup: { type: 'string', enum: DNS_GROUPS },
    ResourceGroupId: { type: 'string', default: '' },
    ...writing,
  },
  response: { ZoneId: 'string', ZoneName: 'string', Success: 'boolean' },
  errors: ['Zone.Invalid.Name'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, newId, now }) => {
    const name = canonicalName(parameters.ZoneName);
    if (!isZoneName(name)) throw new ApiError<PvtzErrorCode>('Zone.Invalid.Name', { name: parameters.ZoneName });
    const zone = new PvtzZone({
      account,
      zoneId: newId('', 32),
      name,
      proxyPattern: parameters.ProxyPattern,
      dnsGroup: parameters.DnsGroup ?? state.newZonesAre,
      resourceGroupId: parameters.ResourceGroupId,
      createdAt: now,
    });
    state.addZone(zone);
    return { ZoneId: zone.zoneId, ZoneName: zone.name, Success: true };
  },
});

export const deleteZone = row({
  name: 'DeleteZone',
  style: 'RPC',
  parameters: { ...zoneId, ...writing },
  response: { ZoneId: 'string' },
  errors: ['Zone.NotExists', 'Zone.VpcExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  // Its records go with it (inferred).
  handler: (state, { account, parameters }) => {
    const zone = state.zone(account, parameters.ZoneId);
    if (zone.boundVpcs.length > 0) throw new ApiError<PvtzErrorCode>('Zone.VpcExists');
    state.removeZone(zone);
    return { ZoneId: zone.zoneId };
  },
});

export const checkZoneName = row({
  name: 'CheckZoneName',
  style: 'RPC',
  parameters: { ZoneName: { type: 'string', required: true }, ...common },
  response: { Check: 'boolean', Success: 'boolean' },
  errors: [],
  handler: (_state, { parameters }) => ({ Check: isZoneName(canonicalName(parameters.ZoneName)), Success: true }),
});

export const updateZoneRemark = row({
  name: 'UpdateZoneRemark',
  style: 'RPC',
  parameters: { ...zoneId, Remark: { type: 'string', default: '' }, ...writing },
  response: { ZoneId: 'string' },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, now }) => {
    const zone = state.zone(account, parameters.ZoneId);
    zone.remark = parameters.Remark;
    return changed(state, zone, now);
  },
});

export const setProxyPattern = row({
  name: 'SetProxyPattern',
  style: 'RPC',
  parameters: { ...zoneId, ProxyPattern: { type: 'string', required: true, enum: ['ZONE', 'RECORD'] }, ...writing },
  response: { ZoneId: 'string' },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters, now }) => {
    const zone = state.zone(account, parameters.ZoneId);
    zone.proxyPattern = parameters.ProxyPattern;
    return changed(state, zone, now);
  },
});

/** Takes a while, in which the zone goes on as it was and says that it is changing. */
export const changeZoneDnsGroup = row({
  name: 'ChangeZoneDnsGroup',
  style: 'RPC',
  parameters: { ...zoneId, DnsGroup: { type: 'string', required: true, enum: DNS_GROUPS }, ...writing },
  response: { ZoneId: 'string' },
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  idempotency: once,
  handler: (state, { account, parameters: { ZoneId, DnsGroup }, progress }) => {
    const zone = state.zone(account, ZoneId);
    if (zone.dnsGroup !== DnsGroup) {
      zone.isChangingGroup = true;
      progress.after('pvtz-dns-group-change', groupChanged(state, zone, DnsGroup));
    }
    return { ZoneId };
  },
});

/** Whether the group exists is not checked: Resource Management is no part of this cloud. */
export const moveResourceGroup = row({
  name: 'MoveResourceGroup',
  style: 'RPC',
  parameters: {
    ResourceId: { type: 'string', required: true },
    NewResourceGroupId: { type: 'string', required: true },
    Lang: { type: 'string' },
  },
  response: {},
  errors: ['Zone.NotExists'] satisfies PvtzErrorCode[],
  handler: (state, { account, parameters: { ResourceId, NewResourceGroupId } }) => {
    state.zone(account, ResourceId).resourceGroupId = NewResourceGroupId;
    return {};
  },
});

function changed(state: PvtzState, zone: PvtzZone, now: number) {
  zone.touch(now);
  state.log(zone, 'update');
  return { ZoneId: zone.zoneId };
}
