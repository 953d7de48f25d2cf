import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { makeApiKey } from '../../shared/secrets/api-key.ts';
import { torii } from '../contract/torii.ts';
import { openHouse } from '../scenario/open-house.ts';

describe('torii keys and torii audit', { timeout: 180_000 }, () => {
  it('with an API key, behind a trigger that is open to everybody', async () => {
    const { cloud, runtime } = await openHouse(undefined, { env: { TORII_HTTP_AUTH: 'anonymous' } });
    const first = makeApiKey({ role: 'admin', name: 'first', newBytes: randomBytes, now: cloud.clock.now() });
    const key = { account: cloud.account.id, region: 'global', kind: 'api-key', name: first.id } as const;
    await runtime.store.put(key, { body: first.document, dueAt: null }, 0);
    const run = torii({ TORII_URL: runtime.url, TORII_API_KEY: first.token });

    const added = await run(['keys', 'add', 'ci', '--role', 'viewer', '--days', '30']);
    expect(added.code).toBe(0);
    expect(added.out).toMatch(/^torii_[0-9a-f]{12}_[\w-]{43}\n$/);
    expect(added.err).toContain('never shown again');
    const environment = { TORII_API_KEY: added.out.trim() };
    const denied = await run(['audit'], { environment });
    expect([denied.code, denied.err]).toEqual([1, expect.stringContaining('needs the role admin')]);
    const id = added.out.slice(6, 18);
    expect((await run(['keys', 'revoke', id])).out).toBe(`${id} (ci) is revoked\n`);
    const listed = await run(['keys']);
    expect(listed.out).toMatch(new RegExp(`^${id}  ci +viewer +revoked `, 'm'));
    const audited = await run(['audit']);
    expect(audited.out).toMatch(
      /DELETE \/v1\/api-keys\/\w+: 200\n.*api-key \w+ \(first\): POST \/v1\/api-keys: 201\n$/,
    );
    const refused = await run(['get'], { environment });
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining('LoginRefused')]);
    for (const { out, err } of [denied, listed, audited, refused]) {
      expect(out + err).not.toContain(added.out.trim().slice(-43));
    }
  });
});
