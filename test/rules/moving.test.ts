import { describe, expect, it } from 'vitest';
import type { Declaration } from '../../shared/domain-rules/declaration.ts';
import { type ExistingRecord, ownerMark } from '../../shared/domain-rules/domains.ts';
import { type Claimant, claimOn, heirOf } from '../../shared/domain-rules/moving/claim.ts';
import { letGo } from '../../shared/domain-rules/moving/let-go.ts';
import { type Neighbour, spellNeighbour } from '../../shared/domain-rules/moving/neighbour.ts';
import { saysOccupied } from '../../shared/domain-rules/moving/occupied.ts';
import { readNeighbour } from '../../shared/domain-rules/moving/read-neighbour.ts';
import { isServed, rememberAttached } from '../../shared/domain-rules/moving/served.ts';
import { decideTakeOver } from '../../shared/domain-rules/moving/take-over.ts';
import { domainsComeOrGo, recordsComeOrGo } from '../../shared/domain-rules/moving/wants-neighbours.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { NO_PROVISIONING_MEMORY, type ProvisioningInput } from '../../shared/domain-rules/provisioning/input.ts';
import type { ObservedDomain } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { planRecords } from '../../shared/domain-rules/recording/plan-records.ts';
import { keepOldTtls, type RecordsInput } from '../../shared/domain-rules/recording/records-memory.ts';
import {
  ACCOUNT,
  declared,
  gatewayThat,
  OPEN,
  OWNER,
  PUBLIC_NAME,
  seen,
  servedBy,
  situation,
  stepOf,
} from './worlds.ts';

const NAME = 'chat.example.com';
const KEY = `${NAME}/internet`;
const MINUTE_MS = 60_000;
const OTHER: Neighbour = {
  region: 'cn-beijing',
  name: 'chat-next',
  declaredAt: 100,
  declares: [],
  recorded: [],
  holds: [],
  refused: [],
  switched: {},
};
const SELF: Claimant = { region: 'cn-beijing', name: 'chat-prod', declaredAt: 200, refused: [] };
const DECLARES = { declares: [KEY], recorded: [NAME] };
const HOLDS = { holds: [KEY] };
const neighbour = (is: Partial<Neighbour> = {}): Neighbour => ({ ...OTHER, ...is });

describe('who may attach a domain that several gateways have to do with (G41)', () => {
  it.each<[string, Partial<Claimant>, Partial<Neighbour>[], object]>([
    ['nobody else', {}, [], { kind: 'free' }],
    ['one that has nothing to do with it', {}, [{}], { kind: 'free' }],
    [
      'one that declares and holds it',
      {},
      [{ ...DECLARES, ...HOLDS, declaredAt: 900 }],
      { reason: 'DeclaredElsewhere' },
    ],
    ['one that declared it before', {}, [DECLARES], { reason: 'DeclaredElsewhere' }],
    ['one that declared it after', {}, [{ ...DECLARES, declaredAt: 300 }], { kind: 'free' }],
    [
      'one that declared it at the same time, of a name before',
      { name: 'chat-x' },
      [{ ...DECLARES, declaredAt: 200 }],
      { reason: 'DeclaredElsewhere' },
    ],
    [
      'one that declared it at the same time, of a name after',
      { name: 'chat-a' },
      [{ ...DECLARES, declaredAt: 200 }],
      { kind: 'free' },
    ],
    ['one that let go and holds it', {}, [HOLDS], { kind: 'movable', from: 'chat-next in cn-beijing' }],
    ['one that holds it, one that waits for it', {}, [HOLDS, { ...DECLARES, name: 'third' }], { kind: 'movable' }],
    ['one that holds it, while two at once are refused', { refused: [KEY] }, [HOLDS], { reason: 'HeldElsewhere' }],
    ['nobody any more, after a refusal', { refused: [KEY] }, [{}], { kind: 'free' }],
  ])('%s', (_, self, others, claim) => {
    expect(claimOn(KEY, { ...SELF, ...self }, others.map(neighbour))).toMatchObject(claim);
  });

  it('names the way out', () => {
    const elsewhere = claimOn(KEY, SELF, [neighbour({ ...DECLARES, ...HOLDS })]);
    expect(elsewhere).toMatchObject({
      wayOut: expect.stringContaining('take chat.example.com out of the declaration of chat-next'),
    });
    const held = claimOn(KEY, { ...SELF, refused: [KEY] }, [neighbour(HOLDS)]);
    expect(held).toMatchObject({
      wayOut: expect.stringContaining(`approve detach-domain/${KEY} in the plan of chat-next`),
    });
  });

  it('the heir of a domain is who holds it, else who declared it first', () => {
    const [early, late] = [
      neighbour({ ...DECLARES, name: 'early' }),
      neighbour({ ...DECLARES, name: 'late', declaredAt: 500 }),
    ];
    expect(heirOf(KEY, [late, early])?.name).toBe('early');
    expect(heirOf(KEY, [early, late])?.name).toBe('early');
    expect(heirOf(KEY, [early, { ...late, ...HOLDS }])?.name).toBe('late');
    expect(heirOf(KEY, [neighbour(HOLDS)])).toBeUndefined();
  });
});

describe('letting go of a domain that another gateway should have (G41)', () => {
  const at = 10 * MINUTE_MS;
  const switched = { [NAME]: { at, ttlSeconds: 600 } };
  const let_ = (is: Partial<Neighbour>, now = at) => letGo({ name: NAME, access: 'internet' }, [neighbour(is)], now);
  it.each<[string, Partial<Neighbour>, number, string | undefined, string[]]>([
    ['nobody wants it', {}, at, undefined, ['disrupts']],
    ['the other one does not hold it yet', DECLARES, at, 'AwaitingTakeover', []],
    ['the other one was refused it', { ...DECLARES, refused: [KEY] }, at, undefined, ['disrupts']],
    ['its CNAME leads here', { ...DECLARES, ...HOLDS }, at, 'AwaitingTakeover', []],
    ['its CNAME was switched just now', { ...DECLARES, ...HOLDS, switched }, at + 600_000 - 1, 'OldAnswersCached', []],
    ['its CNAME was switched long enough ago', { ...DECLARES, ...HOLDS, switched }, at + 600_000, undefined, []],
    ['somebody else keeps its record', { declares: [KEY], ...HOLDS }, at, undefined, ['disrupts']],
    [
      'somebody else keeps its record, and it is not there yet',
      { declares: [KEY] },
      at,
      'AwaitingTakeover',
      ['disrupts'],
    ],
  ])('%s', (_, is, now, reason, effects) => {
    const letting = let_(is, now);
    expect(letting.waits.map((wait) => wait.reason)).toEqual(reason ? [reason] : []);
    expect(letting.effects).toEqual(effects);
  });

  it('states the outage where both cannot hold it', () => {
    expect(let_({ ...DECLARES, refused: [KEY] }).summary).toContain('nobody answers under it');
  });
});

describe('taking the CNAME of another gateway over (G41)', () => {
  const mark = ownerMark({ account: ACCOUNT, region: 'cn-beijing', name: 'chat-next' });
  const record: ExistingRecord = {
    recordId: '7',
    rr: 'chat',
    type: 'CNAME',
    value: 'gw-other.cn-beijing.pai-eas.aliyuncs.com',
    line: 'default',
    status: 'ENABLE',
    ttl: 900,
    remark: mark,
  };
  const decide = (standing: ExistingRecord[], others: Neighbour[] = [OTHER], serves = true) =>
    decideTakeOver({ name: NAME, account: ACCOUNT, standing, serves }, others);

  it.each<[string, ExistingRecord[], Neighbour[] | undefined, boolean, object]>([
    [
      'let go of and served here',
      [record],
      undefined,
      true,
      { kind: 'take-over', recordId: '7', from: mark, oldTtlSeconds: 900 },
    ],
    ['let go of, not served here yet', [record], undefined, false, { kind: 'wait', reason: 'AwaitingAttachment' }],
    ['declared there still', [record], [neighbour(DECLARES)], true, { kind: 'blocked', reason: 'DeclaredElsewhere' }],
    ['of a gateway that nobody knows', [record], [], true, { kind: 'none' }],
    [
      'of a gateway of that name in another region',
      [record],
      [neighbour({ region: 'cn-shanghai' })],
      true,
      { kind: 'none' },
    ],
    ['of another account', [{ ...record, remark: mark.replace(ACCOUNT, '99') }], undefined, true, { kind: 'none' }],
    ['of nobody', [{ ...record, remark: undefined }], undefined, true, { kind: 'none' }],
    ['of another type', [{ ...record, type: 'A' }], undefined, true, { kind: 'none' }],
    ['beside another record', [record, { ...record, recordId: '8' }], undefined, true, { kind: 'none' }],
    ['of another line', [{ ...record, line: 'telecom' }], undefined, true, { kind: 'none' }],
    ['not there', [], undefined, true, { kind: 'none' }],
  ])('one that is %s', (_, standing, others, serves, found) => {
    expect(decide(standing, others, serves)).toMatchObject(found);
  });

  function records(given: Partial<RecordsInput> & { there?: ExistingRecord[] }) {
    const { there = [record], ...rest } = given;
    return planRecords({
      account: ACCOUNT,
      declaration: declared({ internet: { allow: [] }, domains: [{ name: NAME }] }),
      deleting: false,
      adopting: false,
      target: PUBLIC_NAME,
      zones: ['example.com'],
      existing: { [NAME]: there },
      memory: { records: {}, removed: false },
      openAdds: [],
      neighbours: [OTHER],
      served: [NAME],
      now: 5,
      ...rest,
    });
  }

  it('is one step that says whose it was and how long its old answer lives', () => {
    const { plan, findings } = records({});
    expect(plan.steps).toMatchObject([
      {
        kind: 'take-over-record',
        recordId: '7',
        value: PUBLIC_NAME,
        mark: OWNER,
        from: mark,
        oldTtlSeconds: 900,
        effects: [],
      },
    ]);
    expect(findings).toMatchObject([{ status: 'False', reason: 'RecordElsewhere' }]);
    const memory = keepOldTtls(plan.steps, { records: {}, removed: false });
    expect(memory.takenOver).toEqual({ [NAME]: 900 });
    expect(keepOldTtls([], memory)).toBe(memory);
    const others = records({ there: [] }).plan.steps;
    expect(others).toMatchObject([{ kind: 'add-record' }]);
    expect(keepOldTtls(others, memory)).toBe(memory);
  });

  it('waits until the name is served, and is blocked while it is declared there', () => {
    const early = records({ served: [] });
    expect([early.plan.steps, early.plan.waits[0]?.reason]).toEqual([[], 'AwaitingAttachment']);
    const both = records({ neighbours: [neighbour(DECLARES)] });
    expect(both.plan.blocked).toMatchObject([{ reason: 'DeclaredElsewhere', rule: 'G41' }]);
    expect(both.findings).toMatchObject([{ status: 'False', reason: 'DeclaredElsewhere' }]);
  });

  it('of a gateway that nobody knows is a conflict as before', () => {
    expect(records({ neighbours: [] }).findings).toMatchObject([{ reason: 'OtherGateway' }]);
  });

  const ours = { ...record, value: PUBLIC_NAME, remark: OWNER, ttl: 600 };
  it('is remembered with the time it was seen and the life of the old answer, once', () => {
    const first = records({
      there: [ours],
      memory: { records: {}, removed: false, takenOver: { [NAME]: 900, 'b.example.com': 60 } },
    });
    expect(first.memory).toMatchObject({
      switched: { [NAME]: { at: 5, ttlSeconds: 900 } },
      takenOver: { 'b.example.com': 60 },
    });
    expect(records({ there: [ours], memory: first.memory, now: 99 }).memory.switched).toEqual(first.memory.switched);
    expect(records({ there: [ours] }).memory).toMatchObject({ switched: { [NAME]: { at: 5, ttlSeconds: 600 } } });
  });

  it.each<[string, ExistingRecord[]]>([
    ['it leads elsewhere', [record]],
    ['it is switched off', [{ ...ours, status: 'Disable' }]],
    ['it shares its place', [ours, { ...ours, recordId: '8' }]],
    ['it is not there', []],
  ])('is not remembered while %s', (_, there) => {
    expect(records({ there, served: [] }).memory.switched).toBeUndefined();
  });

  it('leaves our record to the gateway that takes it over: it is not removed', () => {
    const memory = { records: { [NAME]: '7' }, removed: false };
    const given = { there: [ours], memory, neighbours: [neighbour(DECLARES)], declaration: declared() };
    const left = records(given);
    expect(left.plan.steps).toEqual([]);
    expect(left.plan.waits).toMatchObject([{ id: `taken-over/${NAME}`, on: 'peer', reason: 'AwaitingTakeover' }]);
    expect(records({ ...given, deleting: true }).memory.removed).toBe(false);
    expect(records({ ...given, neighbours: [OTHER] }).plan.steps).toMatchObject([{ kind: 'remove-record' }]);
    expect(records({ ...given, there: [record], deleting: true }).memory.removed).toBe(true);
  });

  it('before the public name is known, nothing leads here', () => {
    expect(records({ there: [ours], target: undefined }).memory.switched).toBeUndefined();
  });
});

describe('the plan of a gateway whose domain moves (G41)', () => {
  const attached: ObservedDomain = { name: NAME, access: 'internet', certificateId: '7', status: 'Succeeded' };
  const SPEC = { internet: { allow: [] }, domains: [{ name: NAME }] };
  function plan(given: Partial<ProvisioningInput> & { has?: ObservedDomain[]; spec?: Record<string, unknown> }) {
    const { has = [], spec = SPEC, ...rest } = given;
    const decision = planProvisioning(
      situation({
        declaration: declared(spec),
        observation: seen({ gateway: gatewayThat(OPEN), domains: has }),
        certificates: { [NAME]: servedBy('7') },
        declaredAt: 200,
        ...rest,
      }),
    );
    return { ...decision, finding: decision.findings.find(({ type }) => type === 'DomainsAttached') };
  }
  const ours = { ...NO_PROVISIONING_MEMORY, domains: [KEY] };

  it('attaches what the other one still holds, and knows that it may be refused', () => {
    const { plan: made } = plan({ neighbours: [neighbour(HOLDS)] });
    expect(readySteps(made)).toMatchObject([{ id: `attach-domain/${KEY}`, heldBy: 'chat-next in cn-beijing' }]);
    expect(readySteps(plan({}).plan)[0]).not.toHaveProperty('heldBy');
  });

  it('is blocked while the other one declares it, or has to let go first', () => {
    const both = plan({ neighbours: [neighbour({ ...DECLARES, ...HOLDS })] });
    expect(readySteps(both.plan)).toEqual([]);
    expect(both.plan.blocked).toMatchObject([
      { what: `attach-domain/${KEY}`, reason: 'DeclaredElsewhere', rule: 'G41' },
    ]);
    expect(both.finding).toMatchObject({ status: 'False', reason: 'DeclaredElsewhere' });
    const occupied = { ...NO_PROVISIONING_MEMORY, occupied: { [KEY]: 5 } };
    const held = plan({ neighbours: [neighbour(HOLDS)], memory: occupied });
    expect(held.plan.blocked).toMatchObject([{ reason: 'HeldElsewhere' }]);
    expect(held.memory.occupied).toEqual({ [KEY]: 5 });
    expect(plan({ neighbours: [OTHER], memory: occupied }).memory.occupied).toEqual({});
  });

  it('keeps what it holds itself, whoever declares it too', () => {
    expect(plan({ has: [attached], neighbours: [neighbour(DECLARES)] }).finding).toMatchObject({ status: 'True' });
  });

  it('lets go without asking, and only after the other one took over', () => {
    const given = { has: [attached], memory: ours, spec: { internet: { allow: [] } } };
    const early = plan({ ...given, neighbours: [neighbour(DECLARES)] });
    expect(readySteps(early.plan)).toEqual([]);
    expect(early.plan.waits).toMatchObject([{ id: `moved-away/${KEY}` }]);
    const switched = { [NAME]: { at: 0, ttlSeconds: 600 } };
    const late = plan({ ...given, neighbours: [neighbour({ ...DECLARES, ...HOLDS, switched })], now: 600_000 });
    expect(readySteps(late.plan)).toMatchObject([{ id: `detach-domain/${KEY}`, effects: [] }]);
    expect(stepOf(plan(given).plan, `detach-domain/${KEY}`)).toMatchObject({ effects: ['disrupts'] });
  });

  it('is taken down only after the other one took over', () => {
    const deletion = { unbindServices: false };
    const { plan: made } = plan({
      has: [attached],
      memory: ours,
      deletion,
      recordsRemoved: true,
      neighbours: [neighbour(DECLARES)],
    });
    expect(readySteps(made)).toEqual([]);
    expect(made.waits).toMatchObject([{ id: `moved-away/${KEY}` }]);
    expect(readySteps(plan({ has: [attached], memory: ours, deletion, recordsRemoved: true }).plan)).toMatchObject([
      { kind: 'detach-domain' },
    ]);
  });

  it('remembers since when a domain is attached, through a change of its certificate', () => {
    expect(plan({ has: [attached], now: 9 }).memory.attachedSince).toEqual({ [KEY]: 9 });
    expect(rememberAttached([{ ...attached, status: 'Pending' }], { [KEY]: 9 }, 20)).toEqual({ [KEY]: 9 });
    expect(rememberAttached([{ ...attached, status: 'Pending' }], undefined, 20)).toEqual({});
  });
});

describe('whether a gateway serves a public domain (G43)', () => {
  const withService = declared({ services: [{ name: 'chat' }] });
  const since = { ...NO_PROVISIONING_MEMORY, attachedSince: { [KEY]: 0 } };
  const showing = (names: string[]) => ({ ...since, services: { ...since.services, shown: { chat: names } } });
  it.each<[string, Declaration, Parameters<typeof isServed>[1], number, boolean]>([
    ['nothing is known', withService, undefined, 0, false],
    ['it is not attached', withService, NO_PROVISIONING_MEMORY, 0, false],
    ['a service does not show it', withService, since, 99 * MINUTE_MS, false],
    ['a service shows another', withService, showing(['internet/other.example.com']), 0, false],
    ['each service shows it', withService, showing([`internet/${NAME}`]), 0, true],
    ['no service can be asked, and five minutes have not passed', declared(), since, 5 * MINUTE_MS - 1, false],
    ['no service can be asked, and five minutes have passed', declared(), since, 5 * MINUTE_MS, true],
  ])('%s', (_, declaration, memory, now, served) => {
    expect(isServed(declaration, memory, NAME, now)).toBe(served);
  });
});

describe('what others know of a gateway', () => {
  const declaration = declared({
    internet: { allow: [] },
    domains: [{ name: NAME }, { name: 'b.example.com', dns: 'external' }],
  });
  const reference = { account: ACCOUNT, region: 'cn-beijing', name: 'chat-prod' };
  const memory = { ...NO_PROVISIONING_MEMORY, domains: [KEY], occupied: { [KEY]: 1 } };
  const switched = { [NAME]: { at: 1, ttlSeconds: 2 } };

  it('is what it declares, holds and was refused, and since when callers are led to it', () => {
    const row = {
      reference,
      declared: { declaration, deletion: undefined, declaredAt: 7 },
      peers: { provisioning: { memory }, records: { memory: { switched } } },
    };
    expect(readNeighbour(row)).toEqual({
      region: 'cn-beijing',
      name: 'chat-prod',
      declaredAt: 7,
      declares: [KEY, 'b.example.com/internet'],
      recorded: [NAME],
      holds: [KEY],
      refused: [KEY],
      switched,
    });
    expect(spellNeighbour(reference)).toBe('chat-prod in cn-beijing');
  });

  it('is nothing that counts once it is being deleted and gone', () => {
    const deleted = { declaration, deletion: { unbindServices: true }, declaredAt: 7 };
    const gone = readNeighbour({
      reference,
      declared: deleted,
      peers: { provisioning: { memory: { ...memory, gone: true } } },
    });
    expect(gone).toMatchObject({ declares: [], recorded: [], holds: [], switched: {} });
    expect(readNeighbour({ reference, declared: deleted, peers: {} })).toMatchObject({ holds: [], refused: [] });
  });
});

describe('other gateways are asked about only while something comes or goes', () => {
  const declaration = declared({ internet: { allow: [] }, domains: [{ name: NAME }] });
  const attached: ObservedDomain = { name: NAME, access: 'internet', certificateId: '7', status: 'Succeeded' };
  it.each<[string, ObservedDomain[], string[], boolean, boolean]>([
    ['all is as declared', [attached], [KEY], false, false],
    ['one is not attached', [], [], false, true],
    [
      'one of ours is declared no more',
      [attached, { ...attached, name: 'b.example.com' }],
      [KEY, 'b.example.com/internet'],
      false,
      true,
    ],
    ['one of somebody else is there', [attached, { ...attached, name: 'b.example.com' }], [KEY], false, false],
    ['the gateway is taken down', [attached], [KEY], true, true],
  ])('%s', (_, has, ours, deleting, moving) => {
    expect(domainsComeOrGo(declaration, has, ours, deleting)).toBe(moving);
  });

  const record = { recordId: '7', rr: 'chat', type: 'CNAME', value: 'x', line: 'default', status: 'ENABLE', ttl: 600 };
  it.each<[string, string | undefined, string[], boolean]>([
    ['our record stands', OWNER, [NAME], false],
    ['an unmarked record stands', undefined, [], false],
    ['another gateway’s record stands', OWNER.replace('chat-prod', 'chat-next'), [], true],
    ['one of ours is declared no more', OWNER, ['b.example.com'], true],
  ])('%s', (_, remark, ours, moving) => {
    expect(recordsComeOrGo({ [NAME]: [{ ...record, remark }] }, ours, [NAME], OWNER)).toBe(moving);
  });
});

describe('a refused domain', () => {
  it.each([
    ['InvalidCustomDomain.Occupied', 'x', true],
    ['DomainConflict', 'x', true],
    ['InvalidParameter', 'the domain is already in use by another gateway', true],
    ['InvalidCertificate.NotExist', 'the certificate does not exist', false],
    ['InternetNotEnabled', 'enable public access first', false],
    ['InvalidCertificate.DomainMismatch', 'it is for another name', false],
  ])('is occupied by what is said of it: %s, %s', (code, message, occupied) => {
    expect(saysOccupied(code, message)).toBe(occupied);
  });
});
