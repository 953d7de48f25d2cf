import { describe, expect, it } from 'vitest';
import { removeWhileDying } from './dying-removal.ts';

describe('a removal in which a function dies', () => {
  it('right after one of its calls took effect: the next run ends it', async () => {
    const order = { functionName: 'torii-gateway-provisioner', afterCalls: 8, when: 'after' } as const;
    expect(await removeWhileDying(order)).toBe(1);
  });
});
