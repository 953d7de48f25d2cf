import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { PRODUCT_TABLES } from '../../local/cloud/products.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';
import { send, sign } from '../contract/acs3.ts';
import { spoiltRequests } from './spoilt-requests.ts';

let cloud: LocalCloud;

beforeAll(async () => {
  cloud = await startLocalCloud({ delayScale: 0 });
});
afterAll(() => cloud.close());

describe.each(PRODUCT_TABLES)('$name', ({ version, actions, errors }) => {
  test.each(actions)('$name refuses each parameter that breaks its row, and says which', async (action) => {
    const host = new URL(cloud.endpoint).host;
    const before = cloud.calls.all().length;
    const cases = spoiltRequests(version, action, errors);
    const amiss: string[] = [];
    for (const { what, request, code, status } of cases) {
      const answer = await send(cloud.endpoint, sign(request, host, cloud.account));
      const { Code, RequestId, HostId } = answer.body;
      const isRefused = Code === code && answer.status === status && HostId === host && typeof RequestId === 'string';
      if (!isRefused) amiss.push(`${what}: ${answer.status} ${String(Code)}, not ${status} ${code}`);
    }
    expect(amiss).toEqual([]);
    expect(cloud.calls.all().length - before).toBe(cases.length);
  });
});
