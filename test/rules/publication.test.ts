import { describe, expect, it } from 'vitest';
import { readiness } from '../../shared/domain-rules/condition.ts';
import { dnsQuestion } from '../../shared/domain-rules/recording/dns-question.ts';
import { planRecords } from '../../shared/domain-rules/recording/plan-records.ts';
import type { Asked, DnsSightings } from '../../shared/domain-rules/recording/publication.ts';
import type { RecordsInput } from '../../shared/domain-rules/recording/records-memory.ts';
import { ACCOUNT, declared, OWNER, PUBLIC_NAME } from './worlds.ts';

const NAME = 'chat.example.com';
const OTHER = 'api.example.com';
const SERVERS = ['ns1.alidns.com', 'ns2.alidns.com'];
const NOTHING_ASKED: DnsSightings = { delegations: {}, published: {}, external: {} };

const says = <Answer>(answer: Answer): Asked<Answer> => ({ answer });
const SILENT = { silent: 'ETIMEOUT' };

/** Our record of the name, as it should be. */
const stands = (name: string) => ({
  recordId: `id-of-${name}`,
  rr: name.replace('.example.com', ''),
  type: 'CNAME',
  value: PUBLIC_NAME,
  line: 'default',
  status: 'ENABLE',
  ttl: 600,
  remark: OWNER,
});

function input(given: Partial<RecordsInput> & { domains?: { name: string; dns?: string }[] } = {}): RecordsInput {
  const { domains = [{ name: NAME }], ...rest } = given;
  return {
    account: ACCOUNT,
    declaration: declared({ internet: { allow: [] }, domains }),
    deleting: false,
    adopting: false,
    target: PUBLIC_NAME,
    zones: ['example.com'],
    nameServers: { 'example.com': SERVERS },
    existing: Object.fromEntries(domains.filter(({ dns }) => !dns).map(({ name }) => [name, [stands(name)]])),
    memory: { records: {}, removed: false },
    openAdds: [],
    neighbours: [],
    served: [],
    now: 0,
    ...rest,
  };
}

/** What the public DNS finds for the zone, and what the two name servers say of the name. */
function seen(delegation: Asked<string[]>, first: Asked<string | undefined>, second = first): DnsSightings {
  const [one = '', other = ''] = SERVERS;
  const published = [
    { nameServer: one, said: first },
    { nameServer: other, said: second },
  ];
  return {
    delegations: { 'example.com': delegation },
    published: { [NAME]: published, [OTHER]: published },
    external: {},
  };
}

const DELEGATED = says(['NS2.alidns.com.', 'ns1.alidns.com']);
const RIGHT = says<string | undefined>(`${PUBLIC_NAME.toUpperCase()}.`);

const judged = (sightings: DnsSightings, given: Parameters<typeof input>[0] = {}) =>
  planRecords(input({ sightings, ...given }));

describe('a record that stands (G41)', () => {
  it('is published when the public DNS finds its zone there and every name server answers', () => {
    const { plan, findings, memory } = judged(seen(DELEGATED, RIGHT));
    expect(findings).toMatchObject([{ status: 'True', reason: 'Published', message: `${NAME} → ${PUBLIC_NAME}` }]);
    expect(plan).toMatchObject({ steps: [], waits: [], blocked: [] });
    expect(memory).not.toHaveProperty('awaited');
  });

  it.each<[string, Asked<string | undefined>, RegExp]>([
    ['has nothing yet', says(undefined), /ns2\.alidns\.com does not answer it yet/],
    ['still has the old one', says('old.example.net'), /ns2\.alidns\.com does not/],
  ])('is waited for while one name server %s, and it is said which', (_, second, message) => {
    const { plan, findings, memory } = judged(seen(DELEGATED, RIGHT, second));
    expect(findings).toMatchObject([{ status: 'False', reason: 'AwaitingPublication' }]);
    expect(findings[0]?.message).toMatch(message);
    expect(plan.waits).toMatchObject([{ id: `published/${NAME}`, on: 'cloud' }]);
    expect(memory.awaited).toEqual({ [NAME]: { nameServers: SERVERS, value: PUBLIC_NAME } });
    expect(planRecords(input({ memory, sightings: seen(DELEGATED, RIGHT) })).memory).not.toHaveProperty('awaited');
  });

  it('is waited for while none answers, both named', () => {
    expect(judged(seen(DELEGATED, says(undefined))).findings[0]?.message).toContain(
      'ns1.alidns.com, ns2.alidns.com do',
    );
  });

  it.each<[string, Asked<string[]>, string]>([
    ['somebody else', says(['ns1.registrar.example']), 'asks ns1.registrar.example for example.com'],
    ['somebody else besides', says(['ns1.alidns.com', 'ns.old.example']), 'asks ns.old.example for'],
    ['nobody', says([]), 'asks nobody for'],
  ])(
    'is found by no caller while the public DNS asks %s for its zone: the name servers to set are said',
    (_, said, message) => {
      const { plan, findings } = judged(seen(said, RIGHT), { domains: [{ name: NAME }, { name: OTHER }] });
      expect(findings).toMatchObject([{ status: 'False', reason: 'NotDelegated' }]);
      expect(findings[0]?.message).toContain(message);
      expect(findings[0]?.message).toContain('at its registrar to ns1.alidns.com, ns2.alidns.com');
      // Once, for all names of the zone.
      expect(plan.blocked).toMatchObject([{ what: 'delegation/example.com', reason: 'NotDelegated', rule: 'G41' }]);
      expect(plan.waits).toMatchObject([{ id: 'delegation/example.com', on: 'peer' }]);
    },
  );

  it.each<[string, DnsSightings, Partial<RecordsInput>, string]>([
    [
      'a name server does not answer',
      seen(DELEGATED, RIGHT, SILENT),
      {},
      'ns2.alidns.com could not be asked (ETIMEOUT)',
    ],
    ['the public DNS does not', seen(SILENT, RIGHT), {}, 'asked for the name servers of example.com (ETIMEOUT)'],
    ['nobody was asked', NOTHING_ASKED, {}, 'could not be asked for the name servers of example.com'],
    [
      'its zone has no name servers',
      seen(DELEGATED, RIGHT),
      { nameServers: {} },
      'names no name server for example.com',
    ],
    [
      'its name servers were not asked',
      { ...NOTHING_ASKED, delegations: { 'example.com': DELEGATED } },
      {},
      'no name server of example.com is known',
    ],
  ])('is not confirmed where %s, which keeps nobody from Ready', (_, sightings, given, why) => {
    const { plan, findings } = judged(sightings, given);
    expect(findings).toMatchObject([{ type: 'RecordsPublished', status: 'Unknown', reason: 'NotConfirmed' }]);
    expect(findings[0]?.message).toContain(why);
    expect(plan).toMatchObject({ steps: [], waits: [], blocked: [] });
    expect(readiness(['RecordsPublished'], findings).status).toBe('True');
  });

  it('of one name that is not confirmed hides no other that is not published', () => {
    const sightings = seen(DELEGATED, SILENT);
    sightings.published[OTHER] = [{ nameServer: 'ns1.alidns.com', said: says(undefined) }];
    const { findings } = judged(sightings, { domains: [{ name: NAME }, { name: OTHER }] });
    expect(findings).toMatchObject([{ status: 'False', reason: 'AwaitingPublication' }]);
  });

  it('whose mark is missing is marked first', () => {
    const existing = { [NAME]: [{ ...stands(NAME), remark: undefined }] };
    const memory = { records: { [NAME]: `id-of-${NAME}` }, removed: false };
    expect(judged(seen(DELEGATED, RIGHT), { existing, memory }).findings).toMatchObject([{ reason: 'RecordUnmarked' }]);
  });
});

describe('a name that is kept at another provider (G41)', () => {
  const domains = [{ name: NAME, dns: 'external' }];
  const there = (cname: string | undefined, addresses: string[] = []) =>
    says({ cname, addresses, ownAddresses: ['203.0.113.80', '203.0.113.81'] });
  const with_ = (found: DnsSightings['external'][string] | undefined) =>
    judged({ ...NOTHING_ASKED, external: found ? { [NAME]: found } : {} }, { domains });

  it.each<[string, DnsSightings['external'][string]]>([
    ['a CNAME to the gateway', there(`${PUBLIC_NAME}.`)],
    ['the gateway’s own addresses, as a provider that flattens a CNAME shows it', there(undefined, ['203.0.113.81'])],
  ])('is published when the public DNS has %s', (_, found) => {
    const { plan, findings } = with_(found);
    expect(findings).toMatchObject([{ status: 'True', reason: 'Published' }]);
    expect(plan).toMatchObject({ waits: [], blocked: [] });
  });

  it.each<[string, DnsSightings['external'][string], string]>([
    ['nothing', there(undefined), 'The public DNS has nothing'],
    ['another CNAME', there('old.example.net', ['192.0.2.1']), 'has old.example.net'],
    ['another address', there(undefined, ['203.0.113.80', '192.0.2.1']), 'has 203.0.113.80, 192.0.2.1'],
  ])('says which record to add while there is %s, and looks again', (_, found, now) => {
    const { plan, findings } = with_(found);
    expect(findings).toMatchObject([{ status: 'False', reason: 'AddThisRecord' }]);
    expect(findings[0]?.message).toContain(`${NAME}. CNAME ${PUBLIC_NAME}.`);
    expect(findings[0]?.message).toContain(now);
    expect(plan.blocked).toMatchObject([{ reason: 'AddThisRecord', wayOut: expect.stringContaining(PUBLIC_NAME) }]);
    expect(plan.waits).toMatchObject([{ on: 'peer' }]);
    expect(readiness(['RecordsPublished'], findings).status).toBe('False');
  });

  it.each([
    ['the public DNS is silent', SILENT, '(ETIMEOUT)'],
    ['nobody asked', undefined, 'could not be asked'],
  ])('is not confirmed where %s, and says all the same which record it needs', (_, found, why) => {
    const { findings } = with_(found);
    expect(findings).toMatchObject([{ status: 'Unknown', reason: 'NotConfirmed' }]);
    expect(findings[0]?.message).toContain(`${NAME}. CNAME ${PUBLIC_NAME}.`);
    expect(findings[0]?.message).toContain(why);
  });

  it('waits for the gateway’s public name', () => {
    const { plan, findings } = judged(NOTHING_ASKED, { domains: [...domains, { name: OTHER }], target: undefined });
    expect(findings).toMatchObject([{ status: 'False', reason: 'AwaitingEndpoint' }]);
    expect(plan.waits.map(({ id }) => id)).toEqual(['endpoint-known']);
  });

  it('is no longer asked for when the gateway goes', () => {
    expect(judged(NOTHING_ASKED, { domains, deleting: true })).toMatchObject({
      findings: [],
      memory: { removed: true },
    });
  });
});

describe('what DNS is asked (G41)', () => {
  it('is the delegation and the name of what stands as wanted, and what is kept elsewhere', () => {
    const domains = [{ name: NAME }, { name: OTHER }, { name: 'chat.example.org', dns: 'external' }];
    expect(dnsQuestion(input({ domains }))).toEqual({
      zones: ['example.com'],
      names: { [NAME]: SERVERS, [OTHER]: SERVERS },
      external: ['chat.example.org'],
      target: PUBLIC_NAME,
    });
  });

  it.each<[string, Parameters<typeof input>[0]]>([
    ['what has no record yet', { existing: { [NAME]: [] } }],
    ['nor what nobody looked up', { existing: {} }],
    ['nor what points elsewhere', { existing: { [NAME]: [{ ...stands(NAME), value: 'old.example.net' }] } }],
    ['nor what has no zone', { zones: [] }],
    ['nor anything before the gateway has a name', { target: undefined }],
    ['nor anything of a gateway that goes', { deleting: true }],
  ])('is not %s', (_, given) => {
    expect(dnsQuestion(input(given))).toMatchObject({ zones: [], names: {}, external: [] });
  });

  it('leaves out name servers that are not known', () => {
    const { nameServers: _, ...known } = input();
    expect(dnsQuestion(known).names).toEqual({ [NAME]: [] });
  });
});

describe('a zone that may be added (G41)', () => {
  const domains = [
    { name: NAME, addZone: true },
    { name: OTHER, addZone: true },
  ];

  it('is the registered domain’s, once for all its names, and the records come after it', () => {
    const { plan, findings } = judged(NOTHING_ASKED, { domains, zones: [], existing: {} });
    expect(plan.steps.map(({ id }) => id)).toEqual([
      'add-zone/example.com',
      `add-record/${NAME}`,
      `add-record/${OTHER}`,
    ]);
    expect(plan.steps[0]).toMatchObject({ zone: 'example.com', effects: [], repeatable: true });
    expect(plan.steps[1]?.after).toEqual(['add-zone/example.com']);
    expect(plan.blocked).toEqual([]);
    expect(findings).toMatchObject([{ status: 'False', reason: 'ZoneMissing' }]);
  });

  it('is added before the gateway has a name, and not where a zone of the account holds the name', () => {
    const early = judged(NOTHING_ASKED, { domains, zones: [], existing: {}, target: undefined });
    expect(early.plan.steps[0]?.id).toBe('add-zone/example.com');
    expect(judged(seen(DELEGATED, RIGHT), { domains }).plan.steps).toEqual([]);
  });
});

describe('what stands beside a name (G41)', () => {
  it('is said when it answers the callers of another line', () => {
    const besides = { ...stands(NAME), recordId: '7', line: 'telecom', value: 'old.example.net', remark: 'by hand' };
    const { plan } = judged(seen(DELEGATED, RIGHT), { existing: { [NAME]: [stands(NAME), besides] } });
    expect(plan.kept).toMatchObject([{ what: NAME, message: expect.stringContaining('of line telecom') }]);
  });

  it.each([PUBLIC_NAME, undefined])('is said of a wildcard that answers for it today; gateway’s name: %s', (target) => {
    const covers = {
      '*.example.com': [{ ...stands(NAME), rr: '*', type: 'A', value: '198.51.100.7', remark: undefined }],
    };
    const { plan } = judged(NOTHING_ASKED, { existing: {}, covers, target });
    expect(plan.kept).toMatchObject([{ what: '*.example.com' }]);
    expect(judged(seen(DELEGATED, RIGHT), { covers, target }).plan.kept).toEqual([]);
    expect(judged(NOTHING_ASKED, { existing: {}, target }).plan.kept).toEqual([]);
  });
});
