import { describe, expect, it } from 'vitest';
import { HOUR_MS, openHouse, type Scene } from '../scenario/open-house.ts';
import { PROBED } from '../scenario/vantage-house.ts';

describe('a function that dies while it looks from outside', () => {
  const PROVISIONER = 'torii-gateway-provisioner';
  const calm = { events: 'once' } as const;
  const callsIn = ({ runtime }: Scene) =>
    runtime.invocations
      .filter(({ functionName }) => functionName === PROVISIONER)
      .reduce((sum, { calls }) => sum + calls, 0);

  /** How many calls an undisturbed way to Ready takes; the last of them are those of the proof. */
  let total: Promise<number> | undefined;
  const countCalls = async () => {
    const scene = await openHouse(PROBED, calm);
    await scene.until(await scene.declare(), 'Succeeded');
    return callsIn(scene);
  };

  it.each([3, 5, 7, 9, 11].flatMap((back) => (['before', 'after'] as const).map((when) => ({ back, when }))))(
    'leaves nothing open: $back calls before the end, $when that call took effect',
    async ({ back, when }) => {
      total ??= countCalls();
      const afterCalls = (await total) - back;
      const scene = await openHouse(PROBED, calm);
      const kill = scene.runtime.kill({ functionName: PROVISIONER, afterCalls, when });
      expect(await scene.until(await scene.declare(), 'Succeeded', 3 * HOUR_MS)).toBe(true);
      expect(kill.deaths).toBe(1);
    },
  );
});
