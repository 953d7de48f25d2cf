import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type EasCloud, startEasCloud } from './eas-cloud.ts';
import { resolveFrom } from './resolve-from.ts';

let cloud: EasCloud['cloud'];
let eas: EasCloud['eas'];
let later: EasCloud['later'];
let id: string;

beforeEach(async () => {
  const started = await startEasCloud();
  ({ cloud, eas, later } = started);
  id = await started.runningGateway();
  await eas.link(id, 'vpc-a', 'vsw-a-i');
  await later();
});
afterEach(() => cloud.close());

const attach = (Domain: string) => eas.attach(id, { Domain, Type: 'intranet' });
const resolve = (name: string, vpcId?: string) => resolveFrom(cloud, name, vpcId);

describe('an intranet custom domain, where the platform does not publish it', () => {
  it('resolves nowhere by itself', async () => {
    await attach('chat.example.com');
    await later();
    expect(await resolve('chat.example.com', 'vpc-a')).toBe('REFUSED');
  });
});

describe('an intranet custom domain, where the platform publishes it', () => {
  beforeEach(() => {
    cloud.eas.privateDomains = 'published';
  });

  it('resolves inside the linked VPCs and nowhere else, once it has taken effect', async () => {
    await attach('chat.example.com');
    expect(await resolve('chat.example.com', 'vpc-a')).toBe('REFUSED');
    await later();
    expect(await resolve('chat.example.com', 'vpc-a')).toBe(cloud.dataPlane.privateAddressOf(id));
    expect(await resolve('chat.example.com', 'vpc-b')).toBe('REFUSED');
    expect(await resolve('chat.example.com')).toBe('REFUSED');
  });

  it('hides no public name beside it, nor what it is a wildcard below', async () => {
    const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com' });
    for (const rr of ['@', 'www']) {
      cloud.alidns.addRecord(zone, { rr, type: 'A', value: '198.51.100.80', ttl: 600, line: 'default' });
    }
    await attach('*.in.example.com');
    await later();
    expect(await resolve('chat.in.example.com', 'vpc-a')).toBe(cloud.dataPlane.privateAddressOf(id));
    expect(await resolve('www.example.com', 'vpc-a')).toBe('198.51.100.80');
    expect(await resolve('example.com', 'vpc-a')).toBe('198.51.100.80');
  });

  it('is gone with the link', async () => {
    await attach('chat.example.com');
    await later();
    await eas.unlink(id, 'vpc-a', 'vsw-a-i');
    expect(await resolve('chat.example.com', 'vpc-a')).toBe('REFUSED');
  });
});
