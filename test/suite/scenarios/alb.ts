import { expect } from 'vitest';
import { letItTakeEffect, meet } from '../callers.ts';
import type { Condition } from '../conditions.ts';
import {
  alb,
  DOMAIN,
  FRIEND,
  GRANTED,
  INSIDE,
  INSIDE_BUT_UNLISTED,
  INTERNET,
  INTRANET,
  PUBLIC_DOMAIN,
  STRANGER,
} from '../declarations.ts';
import { type Owner, openHouseWith } from '../owner.ts';
import type { Scenario } from '../scenarios.ts';
import { accountOf } from '../steps.ts';

/** Made true, met by `callers`, and taken down: the account is as it was, load balancers and lists included. */
async function lifeOf(condition: Condition, text: string, callers: (owner: Owner) => Promise<void>): Promise<void> {
  const owner = await openHouseWith(condition, text);
  const before = accountOf(owner);
  expect(await owner.until(await owner.declare(text), 'Succeeded')).toBe('Succeeded');
  await letItTakeEffect(owner);
  await callers(owner);
  expect(await owner.remove()).toBe(true);
  expect(accountOf(owner)).toEqual(before);
}

async function meetPublicly(owner: Owner): Promise<void> {
  const { internetDomain } = await owner.gateway();
  expect(await meet(owner, FRIEND, DOMAIN, 'chat')).toEqual({ ...GRANTED, cname: internetDomain });
  expect(await meet(owner, STRANGER, DOMAIN, 'chat')).toMatchObject({ trusted: true, status: 403 });
}

async function meetPrivately(owner: Owner): Promise<void> {
  const { intranetDomain } = await owner.gateway();
  expect(await meet(owner, INSIDE, intranetDomain, 'chat')).toMatchObject(GRANTED);
  expect(await meet(owner, INSIDE_BUT_UNLISTED, intranetDomain, 'chat')).toMatchObject({ status: 403 });
}

export const albPublic: Scenario = {
  name: 'a gateway of the ALB kind, public: guarded, called from outside, taken down without a trace',
  run: (condition) => lifeOf(condition, alb(INTERNET, PUBLIC_DOMAIN), meetPublicly),
};

export const albPrivate: Scenario = {
  name: 'a gateway of the ALB kind, private: called from a part of its VPC only',
  run: (condition) =>
    lifeOf(condition, alb(INTRANET), async (owner) => {
      await meetPrivately(owner);
      const { intranetDomain } = await owner.gateway();
      expect((await meet(owner, FRIEND, intranetDomain, 'chat')).status).not.toBe(200);
    }),
};

export const albBoth: Scenario = {
  name: 'a gateway of the ALB kind, public and private: each caller by its own list',
  run: (condition) =>
    lifeOf(condition, alb(INTERNET, INTRANET, PUBLIC_DOMAIN), async (owner) => {
      await meetPublicly(owner);
      await meetPrivately(owner);
    }),
};
