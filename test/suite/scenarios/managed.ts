import { expect } from 'vitest';
import { letItTakeEffect, meet } from '../callers.ts';
import {
  DOMAIN,
  FRIEND,
  GRANTED,
  INSIDE,
  INSIDE_BUT_UNLISTED,
  INTERNET,
  managed,
  PUBLIC_DOMAIN,
  STRANGER,
  VPC,
} from '../declarations.ts';
import { openHouseWith } from '../owner.ts';
import type { Scenario } from '../scenarios.ts';
import { accountOf, madeTrue } from '../steps.ts';

export const managedPublic: Scenario = {
  name: 'a fully managed gateway, public: made, called from outside, taken down without a trace',
  async run(condition) {
    const text = managed(INTERNET, PUBLIC_DOMAIN);
    const owner = await openHouseWith(condition, text);
    const before = accountOf(owner);
    expect(await owner.until(await owner.declare(text), 'Succeeded')).toBe('Succeeded');
    await letItTakeEffect(owner);
    const { internetDomain } = await owner.gateway();
    expect(await meet(owner, FRIEND, DOMAIN, 'chat')).toEqual({ ...GRANTED, cname: internetDomain });
    expect(await meet(owner, STRANGER, DOMAIN, 'chat')).toMatchObject({ trusted: true, status: 403 });
    expect(await owner.remove()).toBe(true);
    expect(accountOf(owner)).toEqual(before);
  },
};

export const managedPrivate: Scenario = {
  name: 'a fully managed gateway, private: called from inside its VPC only',
  async run(condition) {
    const owner = await madeTrue(condition, managed(VPC));
    const { intranetDomain } = await owner.gateway();
    expect(await meet(owner, INSIDE, intranetDomain, 'chat')).toMatchObject(GRANTED);
    expect(await meet(owner, INSIDE_BUT_UNLISTED, intranetDomain, 'chat')).toMatchObject({ status: 403 });
    expect((await meet(owner, FRIEND, intranetDomain, 'chat')).status).not.toBe(200);
  },
};

export const managedBoth: Scenario = {
  name: 'a fully managed gateway, public and private: each caller by its own list; resized, and taken down without a trace',
  async run(condition) {
    const text = managed(INTERNET, VPC, PUBLIC_DOMAIN);
    const owner = await openHouseWith(condition, text);
    const before = accountOf(owner);
    expect(await owner.until(await owner.declare(text), 'Succeeded')).toBe('Succeeded');
    await letItTakeEffect(owner);
    const { intranetDomain } = await owner.gateway();
    expect(await meet(owner, FRIEND, DOMAIN, 'chat')).toMatchObject(GRANTED);
    expect(await meet(owner, INSIDE, intranetDomain, 'chat')).toMatchObject(GRANTED);
    expect(await meet(owner, STRANGER, DOMAIN, 'chat')).toMatchObject({ status: 403 });

    const resized = text.replace('2c4g', '4c8g').replace('nodes: 2', 'nodes: 3');
    expect(await owner.until(await owner.declare(resized), 'Succeeded')).toBe('Succeeded');
    const { cloud } = owner.scene;
    const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
    expect(gateway).toMatchObject({ instanceType: '4c8g', replicas: 3 });
    expect(await meet(owner, FRIEND, DOMAIN, 'chat')).toMatchObject(GRANTED);

    expect(await owner.remove()).toBe(true);
    expect(accountOf(owner)).toEqual(before);
  },
};
