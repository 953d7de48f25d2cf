import { expect } from 'vitest';
import { letItTakeEffect, meet } from '../callers.ts';
import { consoleOf } from '../console.ts';
import { DOMAIN, FRIEND, GRANTED, INTERNET, managed, PUBLIC_DOMAIN } from '../declarations.ts';
import { openHouseWith } from '../owner.ts';
import type { Scenario } from '../scenarios.ts';
import { accountOf } from '../steps.ts';

/** Somebody else's CNAME holds the name: refused with its value; accepted once its owner points it here, and still theirs. */
export const conflictingRecord: Scenario = {
  name: "somebody's record holds the name: refused, then accepted as it is when it says what is wanted",
  async run(condition) {
    const text = managed(INTERNET, PUBLIC_DOMAIN);
    const owner = await openHouseWith(condition, text);
    const { alidns } = consoleOf(owner.scene);
    const foreign = { DomainName: 'example.com', RR: 'chat', Type: 'CNAME', Value: 'old.example.net' };
    await owner.undisturbed(() => alidns('AddDomainRecord', foreign));
    const before = accountOf(owner);
    const operation = await owner.declare(text);
    const blocked = { rule: 'G41', message: expect.stringContaining('old.example.net') };
    expect(await owner.untilBlocked(operation)).toMatchObject([blocked]);
    expect(accountOf(owner).zones).toEqual(before.zones);

    await owner.undisturbed(async () => {
      const { RecordId } = await consoleOf(owner.scene).recordAt(DOMAIN);
      const Value = (await owner.gateway()).internetDomain;
      await alidns('UpdateDomainRecord', { RecordId, RR: 'chat', Type: 'CNAME', Value });
    });
    expect(await owner.until(operation, 'Succeeded')).toBe('Succeeded');
    await letItTakeEffect(owner);
    expect(await meet(owner, FRIEND, DOMAIN, 'chat')).toMatchObject(GRANTED);
  },
};

/** A gateway made by hand has the name: no second one is made; it is taken over when its owner says so. */
export const conflictingGateway: Scenario = {
  name: 'a gateway made by hand has the name: refused, then adopted, first only reported, then made true',
  async run(condition) {
    const text = managed(INTERNET, PUBLIC_DOMAIN);
    const owner = await openHouseWith(condition, text);
    const { cloud } = owner.scene;
    const { GatewayId } = await owner.undisturbed(() =>
      consoleOf(owner.scene).eas<{ GatewayId: string }>('CreateGateway', 'POST', '/gateways', {
        body: { Name: 'chat-prod', InstanceType: '2c4g', Replicas: 1 },
      }),
    );
    await cloud.clock.advanceBy(3_600_000);
    const operation = await owner.declare(text);
    expect(await owner.untilBlocked(operation)).toMatchObject([{ reason: 'ForeignGateway' }]);

    const { body } = await owner.put(text, `?adopt=${GatewayId}`);
    expect(await owner.until(body.operation, 'Reporting')).toBe('Reporting');
    const [untouched] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
    expect(untouched).toMatchObject({ id: GatewayId, replicas: 1 });
    await owner.mode('enforce');
    await owner.approve();
    expect(await owner.seeThrough(body.operation)).toBe('Succeeded');
    await letItTakeEffect(owner);
    expect(cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing')).toMatchObject([{ id: GatewayId, replicas: 2 }]);
    expect(await meet(owner, FRIEND, DOMAIN, 'chat')).toMatchObject(GRANTED);
  },
};
