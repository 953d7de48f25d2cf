import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { POLL, toriiAtHouse } from '../contract/torii.ts';
import { CHAT, inventory } from '../scenario/open-house.ts';

const CHAT_FILE = 'examples/chat-public.yaml';
/** Many processes on what may be a busy machine. */
const PATIENCE_MS = 180_000;
const BY_HAND = `apiVersion: torii/v1
kind: Gateway
metadata: { name: by-hand }
spec: { region: cn-beijing, type: managed, specification: 2c4g, nodes: 2 }
`;
const ANSI = /\p{Cc}\[/u;

describe('a gateway from declaration to removal', { timeout: PATIENCE_MS }, () => {
  it('waits for a yes (3), is made when it has it (0), has no changes then (0), and goes when told (0)', async () => {
    const { scene, run } = await toriiAtHouse();
    const asked = await run(['apply', '-f', CHAT_FILE, ...POLL]);
    expect(asked.code).toBe(3);
    const [, hash = ''] = /torii approve chat-prod --region cn-beijing --plan ([0-9a-f]{16})$/m.exec(asked.out) ?? [];
    expect(inventory(scene)).toMatchObject({ gateways: 0 });
    const why = await run(['explain', 'chat-prod']);
    expect(why.code).toBe(0);
    expect(why.out).toContain(`way out: torii approve chat-prod --region cn-beijing --plan ${hash}`);

    const other = await run(['approve', 'chat-prod', '--plan', '0000000000000000', ...POLL]);
    expect(other.code).toBe(3);
    expect(other.err).toContain(`plan ${hash}`);
    expect(other.err).toContain('none of the last ones that were shown');
    const approved = await run(['approve', 'chat-prod', '--plan', hash, ...POLL]);
    expect(approved.code).toBe(0);
    expect(approved.out).toMatch(/^20\S+ \S+ +gateway-provisioner +→ create a fully managed gateway/m);
    expect(approved.out).toMatch(/✓ GatewayRunning True \(Running\)/);
    expect(approved.out.trimEnd().split('\n').at(-1)).toBe('chat-prod is as declared');
    expect(approved.out).not.toMatch(ANSI);

    const unchanged = await run(['plan', '-f', CHAT_FILE]);
    expect([unchanged.code, unchanged.out.split('\n')[0]]).toEqual([0, 'chat-prod: nothing to do']);
    const again = await run(['apply', '-f', CHAT_FILE, ...POLL]);
    expect([again.code, again.out]).toEqual([0, expect.stringContaining('chat-prod is as declared')]);

    const listed = await run(['get']);
    expect(listed.out.split('\n')[0]).toMatch(/^NAME +REGION +STATE +READY +GATEWAY +ENDPOINT$/);
    expect(listed.out.split('\n')[1]).toMatch(
      /^chat-prod +cn-beijing +Succeeded +True \(AsDeclared\) +gw-\S+ +\S+\.aliyuncs\.com$/,
    );
    const described = await run(['describe', 'chat-prod']);
    expect(described.out).toMatch(
      /^ {2}ZonesSupported +True +Chosen +\S+ \S+ +vpc-2zechat0prod is linked through vsw-2zechat0zonei/m,
    );
    expect((await run(['explain', 'chat-prod'])).out).toContain('chat-prod is Ready');
    const zones = await run(['zones', 'chat-prod']);
    expect(zones.code).toBe(0);
    expect(zones.out).toMatch(
      /^ {2}vpc-2zechat0prod through vsw-2zechat0zonei \(LaterCandidate\), in the order they are/m,
    );
    expect(zones.out).toMatch(/^ {4} {3}vsw-2zechat0zoneg +cn-beijing-g +\d+ +ZoneNotSupported +\S/m);
    expect(zones.out).toMatch(/^ {4}\* {2}vsw-2zechat0zonei +cn-beijing-i +\d+ +Chosen +\S/m);
    expect(zones.out).toContain('passed over: 1 ZoneNotSupported');
    expect(parse((await run(['zones', 'chat-prod', '-o', 'yaml'])).out).vpcs[0].candidates).toHaveLength(3);
    expect(await run(['pause', 'chat-prod'])).toMatchObject({ code: 0, out: 'chat-prod is in mode paused now\n' });
    expect(await run(['resume', 'chat-prod'])).toMatchObject({ code: 0, out: 'chat-prod is in mode enforce now\n' });
    const one = JSON.parse((await run(['get', 'chat-prod', '-o', 'json'])).out);
    expect(one).toMatchObject({ name: 'chat-prod', state: 'Succeeded', mode: 'enforce' });

    const followed = await run(['events', 'chat-prod', '--follow', '-o', 'json', ...POLL], {
      interruptAt: 'AsDeclared',
    });
    expect(followed.code).toBe(0);
    const first = JSON.parse(followed.out.split('\n')[0] ?? '');
    expect(first).toMatchObject({ from: 'provisioning-api', reason: 'torii.gateway.declared' });

    const going = await run(['delete', 'chat-prod', '--unbind-services', ...POLL]);
    expect(going.code).toBe(3);
    const gone = await run(['delete', 'chat-prod', '--unbind-services', '--yes', ...POLL]);
    expect([gone.code, gone.out]).toEqual([0, expect.stringContaining('chat-prod is gone')]);
    const missing = await run(['get', 'chat-prod']);
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('no gateway chat-prod is declared')]);
  });

  it.each<[string, string[], string | undefined]>([
    ['Ctrl-C', [], 'generation 1 was declared'],
    ['a limit', ['--timeout', '0.1'], undefined],
  ])('stops watching at %s, and says that the operation goes on (1)', async (_, flags, interruptAt) => {
    const { scene, run } = await toriiAtHouse(CHAT, 0);
    const options = interruptAt === undefined ? {} : { interruptAt };
    const { code, out } = await run(['apply', '-f', CHAT_FILE, '--yes', ...flags, ...POLL], options);
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/chat-prod is not as declared yet; it goes on by itself: torii events/),
    ]);
    expect(await scene.until('cn-beijing.chat-prod.1', 'Succeeded')).toBe(true);
  });

  it('takes over a gateway that is there: shows the differences, changes none, and says how to go on (3, then 0)', async () => {
    const { scene, run } = await toriiAtHouse(BY_HAND);
    const missing = await run(['adopt', '-f', '-'], { input: BY_HAND });
    expect([missing.code, missing.err]).toEqual([1, expect.stringContaining('(NothingToAdopt)')]);
    await scene.world.owner.call({
      ...{ product: 'eas', version: '2021-07-01', style: 'ROA', region: 'cn-beijing', idempotent: false },
      ...{ action: 'CreateGateway', method: 'POST', path: '/api/v2/gateways' },
      body: { Name: 'console-name', InstanceType: '2c4g', Replicas: 1 },
    });
    await scene.cloud.clock.advanceBy(3_600_000);
    const { code, out } = await run(['adopt', '-f', '-', '--id', 'console-name'], { input: BY_HAND });
    expect(code).toBe(3);
    expect(out).toMatch(
      /bills +gateway-provisioner +gw-\S+ +SizeDiffers +resize from 2c4g × 1 to 2c4g × 2 \(billed: the gateway, .*\)$/m,
    );
    expect(out).toContain('in mode report they are only reported');
    expect(out).toMatch(/say yes: torii approve by-hand --region cn-beijing --plan [0-9a-f]{16} --no-wait$/m);
    expect(out).toContain('go on: torii mode by-hand enforce --region cn-beijing');
    expect(scene.cloud.calls.count('UpdateGateway')).toBe(0);
    const equal = BY_HAND.replace('nodes: 2', 'nodes: 1');
    const same = await run(['adopt', '-f', '-', '--id', 'console-name', '-o', 'json'], { input: equal });
    expect([same.code, JSON.parse(same.out).plan.steps]).toEqual([0, []]);
  });

  it('forces a change of most of a list only when told so', async () => {
    const ranges = Array.from({ length: 10 }, (_, at) => `203.0.113.${at * 16}/28`);
    const allowing = (given: string[]) =>
      JSON.stringify({ ...parse(BY_HAND), spec: { ...parse(BY_HAND).spec, internet: { allow: given } } });
    const { run } = await toriiAtHouse(BY_HAND);
    expect((await run(['apply', '-f', '-', '--yes', ...POLL], { input: allowing(ranges) })).code).toBe(0);
    const fewer = { input: allowing(ranges.slice(0, 5)) };
    const held = await run(['apply', '-f', '-', '--yes', ...POLL], fewer);
    expect(held.code).toBe(3);
    expect(held.out).toMatch(/^ {2}blocked: allow\/internet \(OverThreshold, G24\)\n.*take away 5 of the 10/m);
    expect(held.out).toMatch(/^ {4}forced: stop letting 203\.0\.113\.80\/28/m);
    expect(held.out).toMatch(/torii approve by-hand --region cn-beijing --plan [0-9a-f]{16} --force$/m);
    const forced = await run(['apply', '-f', '-', '--yes', '--force', ...POLL], fewer);
    expect([forced.code, forced.out]).toEqual([0, expect.stringContaining('by-hand is as declared')]);
  });
});
