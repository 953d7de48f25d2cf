import { parse } from 'yaml';
import type { House } from '../house/start-house.ts';
import type { World } from '../house/world.ts';
import { watch } from './follow.ts';
import type { Timeline } from './timeline.ts';

/**
 * A gateway whose only declared vSwitch is in an unsupported zone: it blocks and says what would fit. The owner creates a
 * vSwitch in a supported zone and touches nothing else; the zone checker's timer lets the gateway go on.
 *
 * @returns whether it blocked first and became ready afterwards
 */
export async function watchZoneProblem(house: House, world: World, text: string, show: Timeline): Promise<boolean> {
  const { api } = house;
  const { metadata, spec } = parse(text);
  const watched = watch(house, { name: metadata.name, region: spec.region }, show);
  const put = await api('PUT', `/v1/gateways/${metadata.name}`, text);
  const blocked = await watched.until(put.body.operation, ['Blocked', 'Succeeded'], HOUR_MS);
  for (const { message, wayOut, rule } of blocked?.blocked ?? []) {
    show.line(`blocked (${rule}): ${message}`);
    show.line(`way out: ${wayOut}`);
  }
  const [{ vpcId }] = spec.vpcs;
  const zoneId = `${spec.region}-l`;
  const vSwitchId = await world.createVSwitch({ vpcId, zoneId, cidrBlock: '10.8.200.0/24' });
  show.line(`the owner creates ${vSwitchId} in ${zoneId}, and does nothing else`);
  const ready = await watched.until(put.body.operation, ['Succeeded'], HOUR_MS);
  await watched.catchUp();
  return blocked?.state === 'Blocked' && ready !== undefined;
}

const HOUR_MS = 3_600_000;
