import { expect } from 'vitest';
import { inventoryOf } from './account.ts';
import { letItTakeEffect } from './callers.ts';
import type { Condition } from './conditions.ts';
import { type Owner, openHouseWith } from './owner.ts';

/** Declares, waits until it is so, lets it take effect. */
export async function madeTrue(
  condition: Condition,
  text: string,
  options?: Parameters<typeof openHouseWith>[2],
): Promise<Owner> {
  const owner = await openHouseWith(condition, text, options);
  expect(await owner.until(await owner.declare(text), 'Succeeded')).toBe('Succeeded');
  await letItTakeEffect(owner);
  return owner;
}

/** All that the owner's account holds. */
export function accountOf({ scene: { cloud } }: Owner): ReturnType<typeof inventoryOf> {
  return inventoryOf(cloud, cloud.account.id, 'cn-beijing');
}
