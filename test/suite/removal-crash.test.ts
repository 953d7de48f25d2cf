import { describe, expect, it } from 'vitest';
import { removeWhileDying } from '../scenario/dying-removal.ts';

describe('a removal in which a function dies', () => {
  const moments = ['torii-gateway-provisioner', 'torii-dns-recorder'].flatMap((functionName) =>
    [3, 8, 19].flatMap((afterCalls) =>
      (['before', 'after'] as const).map((when) => ({ functionName, afterCalls, when })),
    ),
  );

  it.each(moments)('$functionName, $when its call $afterCalls took effect: the next run ends it', async (order) => {
    const deaths = await removeWhileDying(order);
    if (order.afterCalls <= 8) expect(deaths).toBe(1);
  });
});
