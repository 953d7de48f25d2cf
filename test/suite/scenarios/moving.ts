import { expect } from 'vitest';
import { meet } from '../callers.ts';
import { consoleOf } from '../console.ts';
import { DOMAIN, FRIEND, GRANTED } from '../declarations.ts';
import { type Owner, openHouseWith } from '../owner.ts';
import type { Scenario } from '../scenarios.ts';

const HOUR_MS = 3_600_000;
const gateway = (name: string, service: string, domains: string): string => `apiVersion: torii/v1
kind: Gateway
metadata: { name: ${name} }
spec:
  region: cn-beijing
  type: managed
  specification: 2c4g
  nodes: 2
  internet: { allow: [203.0.113.0/24] }
  domains: [${domains}]
  services: [{ name: ${service} }]
`;
const OLD = { name: 'chat-old', service: 'chat' };
const NEW = { name: 'chat-new', service: 'chat_new' };
const withDomain = ({ name, service }: typeof OLD) => gateway(name, service, `{ name: ${DOMAIN} }`);
const without = ({ name, service }: typeof OLD) => gateway(name, service, '');

/** The service behind whichever gateway DNS leads a caller to now, and what it answers. */
async function callNow(owner: Owner, newDomain: string): Promise<number | undefined> {
  const { cname } = await meet(owner, FRIEND, DOMAIN, OLD.service);
  const service = cname === newDomain ? NEW.service : OLD.service;
  return (await meet(owner, FRIEND, DOMAIN, service)).status;
}

export const domainMoved: Scenario = {
  name: 'a domain moves to another gateway: without an outage where both may hold it, else with one that was asked for',
  async run(condition) {
    const owner = await openHouseWith(condition, withDomain(OLD), { more: [NEW.service] });
    const { cloud } = owner.scene;
    const bothMayHoldIt = cloud.eas.domainOnTwoGateways === 'allowed';
    const settled = async (operation: string, name: string) =>
      expect(await owner.seeThrough(operation, name)).toBe('Succeeded');
    await settled(await owner.declare(withDomain(OLD)), OLD.name);
    await settled(await owner.declare(without(NEW)), NEW.name);
    await cloud.clock.advanceBy(HOUR_MS);
    const { internetDomain } = await owner.gateway(NEW.name);
    expect(await callNow(owner, internetDomain)).toBe(200);

    const leaving = (await owner.put(without(OLD))).body.operation;
    const arriving = await owner.declare(withDomain(NEW));
    await owner.approve(OLD.name);
    const statuses = new Set<number | undefined>();
    let nextAt = 0;
    const moved = await cloud.clock.runUntil(
      async () => {
        if (cloud.clock.now() >= nextAt) {
          nextAt = cloud.clock.now() + 30_000;
          statuses.add(await callNow(owner, internetDomain));
          const states = [await owner.gateway(OLD.name), await owner.gateway(NEW.name)].map(({ state }) => state);
          if (states[0] === 'AwaitingApproval') await owner.approve(OLD.name);
          return states.every((state) => state === 'Succeeded');
        }
        return false;
      },
      cloud.clock.now() + 12 * HOUR_MS,
    );
    expect(moved).toBe(true);
    await settled(leaving, OLD.name);
    await settled(arriving, NEW.name);
    if (bothMayHoldIt) expect([...statuses]).toEqual([200]);
    await cloud.clock.advanceBy(HOUR_MS);
    expect(await meet(owner, FRIEND, DOMAIN, NEW.service)).toEqual({ ...GRANTED, cname: internetDomain });
    const holders = cloud.eas
      .gatewaysOf(cloud.account.id, 'cn-beijing')
      .filter(({ customDomains }) => customDomains.size > 0);
    expect(holders).toHaveLength(1);
    expect((await consoleOf(owner.scene).recordAt(DOMAIN)).Value).toBe(internetDomain);
  },
};
