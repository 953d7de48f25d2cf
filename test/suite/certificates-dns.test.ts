import { describe, expect, it } from 'vitest';
import {
  certificateRow,
  effects,
  expectOneOfEach,
  issuances,
  MINUTE_MS,
  openCertificateHouse,
  publicGateway,
  recordsOf,
  untilServed,
} from '../scenario/certificate-house.ts';
import { itInProcess } from '../scenario/only-in-process.ts';
import { HOUR_MS, type Scene } from '../scenario/open-house.ts';

const zoneOf = ({ cloud }: Scene, name = 'example.com') => {
  const zone = cloud.alidns.zone(name);
  if (!zone) throw new Error(`${name} is not hosted`);
  return zone;
};

/** Somebody else's record. @returns what takes it away */
function write(scene: Scene, rr: string, type: 'A' | 'CNAME' | 'TXT', value: string): () => void {
  const { alidns } = scene.cloud;
  const zone = zoneOf(scene);
  const record = alidns.addRecord(zone, { rr, type, value, ttl: 600, line: 'default' });
  return () => alidns.removeRecord(zone, record);
}

/** Lets time pass until that stands in the way. @returns what is said of it */
async function untilHeldUp(scene: Scene, operation: string, reason: string) {
  const find = async () => {
    const { blocked } = await scene.look(operation);
    // Its CNAME may be held up by the same.
    return blocked?.find((one: Record<string, string>) => one.reason === reason && one.what?.startsWith('challenge/'));
  };
  await scene.cloud.clock.runUntil(async () => (await find()) !== undefined, scene.cloud.clock.now() + HOUR_MS);
  return find();
}

interface Obstacle {
  name: string;
  reason: string;
  message: RegExp;
  wayOut: RegExp;
  text?: string;
  /** @returns what its owner does about it */
  stand(scene: Scene): () => void;
}

const OBSTACLES: Obstacle[] = [
  {
    name: 'no zone holds the name',
    reason: 'ZoneMissing',
    message: /no zone in Alibaba Cloud DNS holds _acme-challenge\.chat\.example\.com/,
    wayOut: /add the zone/,
    stand(scene) {
      const { alidns, account } = scene.cloud;
      alidns.removeZone(zoneOf(scene));
      return () => void alidns.addZone({ account: account.id, name: 'example.com' });
    },
  },
  {
    name: 'the zone is asked elsewhere',
    reason: 'NotDelegated',
    message: /ns1\.other\.example/,
    wayOut: /set the name servers of example\.com at its registrar/,
    stand({ cloud: { otherDns } }) {
      otherDns.addZone('example.com');
      return () => otherDns.removeZone('example.com');
    },
  },
  {
    name: 'a wildcard would be hidden from a name that Torii keeps no record for',
    reason: 'WouldShadow',
    message: /\*\.example\.com .*RFC 4592/,
    wayOut: /make a record of its own for api\.example\.com/,
    text: publicGateway([
      {
        name: 'chat.example.com',
        certificate: { acme: 'letsencrypt', names: ['api.example.com', 'chat.example.com'] },
      },
    ]),
    stand(scene) {
      write(scene, '*', 'A', '198.51.100.99');
      return () => void write(scene, 'api', 'A', '198.51.100.99');
    },
  },
  {
    name: 'somebody else’s CNAME leads the challenge to a zone that is not the account’s',
    reason: 'ZoneMissing',
    message: /proofs\.other\.example/,
    wayOut: /delegate/,
    stand(scene) {
      return write(scene, '_acme-challenge.chat', 'CNAME', 'chat.proofs.other.example');
    },
  },
];

describe('a name that cannot be proved', () => {
  it.each(OBSTACLES)('because $name: said with the way out, and got as soon as that is gone', async (obstacle) => {
    const scene = await openCertificateHouse(obstacle.text);
    const { cloud } = scene;
    const goes = obstacle.stand(scene);
    const before = recordsOf(scene);
    const operation = await scene.declare();
    const held = await untilHeldUp(scene, operation, obstacle.reason);
    expect(held).toMatchObject({
      reason: obstacle.reason,
      message: expect.stringMatching(obstacle.message),
      wayOut: expect.stringMatching(obstacle.wayOut),
    });
    expect(await certificateRow(scene)).toMatchObject({ state: 'blocked', reason: obstacle.reason });
    await cloud.clock.advanceBy(HOUR_MS);
    expect(effects(scene, 'UploadUserCertificate')).toBe(0);
    expect(recordsOf(scene).filter(({ type }) => type === 'TXT')).toEqual([]);
    expect(recordsOf(scene)).toEqual(expect.arrayContaining(before));
    goes();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await cloud.clock.advanceBy(10 * MINUTE_MS);
    await expectOneOfEach(scene);
  });
});

describe('a challenge that is led into another zone of the account', () => {
  it('is answered there, and the CNAME stays as it was', async () => {
    const scene = await openCertificateHouse();
    const { cloud } = scene;
    cloud.alidns.addZone({ account: cloud.account.id, name: 'example.net' });
    write(scene, '_acme-challenge.chat', 'CNAME', 'chat.proofs.example.net');
    const before = recordsOf(scene);
    await untilServed(scene);
    const made = cloud.calls.of('AddDomainRecord').map(({ parameters }) => `${parameters.RR} ${parameters.DomainName}`);
    expect(made).toContain('chat.proofs example.net');
    expect(recordsOf(scene)).toEqual(expect.arrayContaining(before));
    await expectOneOfEach(scene);
  });
});

describe('name servers', () => {
  it('that hear of a record late are waited for: the authority is told only when all say it', async () => {
    const scene = await openCertificateHouse();
    scene.cloud.alidns.nameServerLagMs.set('ns2.alidns.com', 4 * MINUTE_MS);
    await untilServed(scene);
    const [answered] = scene.cloud.calls.of('challenge').map(({ at }) => at);
    const [added] = scene.cloud.calls.of('AddDomainRecord').map(({ at }) => at);
    expect((answered ?? 0) - (added ?? 0)).toBeGreaterThanOrEqual(4 * MINUTE_MS);
    await expectOneOfEach(scene);
  });

  itInProcess(
    'of which one is silent: the attempt ends after a quarter of an hour and says so; the record goes',
    async () => {
      let isSilent = true;
      const scene = await openCertificateHouse(undefined, {
        askThrough: (dns) => ({
          ...dns,
          txtAt: async (server, name) => {
            if (isSilent && server.startsWith('ns2')) throw new Error('no answer');
            return dns.txtAt(server, name);
          },
        }),
      });
      const { cloud } = scene;
      const operation = await scene.declare();
      await cloud.clock.advanceBy(30 * MINUTE_MS);
      expect(cloud.calls.count('challenge')).toBe(0);
      expect(recordsOf(scene).filter(({ type }) => type === 'TXT')).toEqual([]);
      expect(await certificateRow(scene)).toMatchObject({
        state: 'failing',
        reason: 'PropagationTimedOut',
        message: expect.stringContaining('one of them does not answer'),
      });
      isSilent = false;
      expect(await scene.until(operation, 'Succeeded')).toBe(true);
      await cloud.clock.advanceBy(10 * MINUTE_MS);
      const [memory] = await issuances(scene);
      expect(memory).toMatchObject({ orders: 2, challengeRecords: [] });
      expect(effects(scene, 'UploadUserCertificate')).toBe(1);
    },
  );
});
