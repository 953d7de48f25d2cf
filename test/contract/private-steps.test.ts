import { describe, expect, it } from 'vitest';
import { applyPrivateStep } from '../../functions/dns-recorder/apply-private.ts';
import type { BoundVpc, PvtzClient } from '../../shared/cloud/pvtz.ts';
import { type PrivateStep, privateHead } from '../../shared/domain-rules/recording/private-step.ts';
import { rejectionOf } from './transport-under-test.ts';

const NAME = 'chat.example.com';
const vpc = (VpcId: string, more: Partial<BoundVpc> = {}): BoundVpc => ({ VpcId, RegionId: 'cn-beijing', ...more });

/** A zone's bindings, overwritten as a whole by each BindZoneVpc; somebody else may write right after us. */
function zoneBoundTo(bound: BoundVpc[], afterUs: (bound: BoundVpc[]) => BoundVpc[] = (same) => same) {
  let bindings = bound;
  const pvtz = {
    describeZoneInfo: async () => ({ ZoneId: 'z1', ZoneName: NAME, BindVpcs: { Vpc: bindings } }),
    bindZoneVpc: async (_zoneId: string, vpcs: BoundVpc[]) => {
      bindings = afterUs(vpcs);
    },
  } as unknown as PvtzClient;
  return { pvtz, bindings: () => bindings };
}

function step(kind: 'bind-private-zone' | 'unbind-private-zone', vpcs: string[]): PrivateStep {
  return { ...privateHead(kind, NAME, kind), kind, name: NAME, zoneId: 'z1', region: 'cn-beijing', vpcs };
}

describe('binding a private zone, which overwrites the whole list (G42)', () => {
  it('keeps whom others bound, in whatever region and of whatever kind', async () => {
    const theirs = [vpc('vpc-theirs', { RegionId: 'cn-shanghai' }), vpc('vpc-desk', { VpcType: 'EDS' })];
    const { pvtz, bindings } = zoneBoundTo([...theirs, vpc('vpc-1')]);
    await applyPrivateStep(pvtz, step('bind-private-zone', ['vpc-1', 'vpc-2']));
    expect(bindings()).toEqual([...theirs, vpc('vpc-1'), vpc('vpc-2')]);
    await applyPrivateStep(pvtz, step('unbind-private-zone', ['vpc-1', 'vpc-2']));
    expect(bindings()).toEqual(theirs);
  });

  it('remembers what we bound, together with what we had', async () => {
    const { pvtz } = zoneBoundTo([]);
    const { learn } = await applyPrivateStep(pvtz, step('bind-private-zone', ['vpc-2']));
    const before = {
      records: {},
      removed: false,
      privateNames: { [NAME]: { zoneId: 'z1', bound: ['vpc-1', 'vpc-2'] } },
    };
    expect(learn?.(before).privateNames).toEqual({ [NAME]: { zoneId: 'z1', bound: ['vpc-1', 'vpc-2'] } });
    expect(learn?.({ records: {}, removed: false }).privateNames).toEqual({
      [NAME]: { zoneId: 'z1', bound: ['vpc-2'] },
    });
  });

  it.each<[string, (bound: BoundVpc[]) => BoundVpc[]]>([
    ['lost ours', () => [vpc('vpc-theirs')]],
    ['brought another', (bound) => [...bound, vpc('vpc-new')]],
  ])('is done again when somebody who wrote at the same time %s', async (_, afterUs) => {
    const { pvtz } = zoneBoundTo([vpc('vpc-theirs')], afterUs);
    const error = await rejectionOf(applyPrivateStep(pvtz, step('bind-private-zone', ['vpc-1'])));
    expect(error).toMatchObject({ code: 'BindingsDiffer', retryable: true });
  });
});
