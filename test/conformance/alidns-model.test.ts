import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LocalCloud } from '../../local/cloud/local-cloud.ts';
import { askOverUdp } from './ask-dns.ts';
import { officialAlidns, openCloud } from './official-alidns.ts';
import type { Call } from './official-calls.ts';

/** A zone as a plain list: everything about it is found by looking at all of it. */
interface Entry {
  readonly id: string;
  readonly rr: string;
  readonly type: 'A' | 'TXT' | 'CNAME';
  readonly value: string;
  readonly line: string;
  readonly enabled: boolean;
  readonly remark: string;
}

type Content = Pick<Entry, 'rr' | 'type' | 'value' | 'line'>;

type Operation =
  | { readonly kind: 'add'; readonly content: Content }
  | { readonly kind: 'update'; readonly nth: number; readonly content: Content }
  | { readonly kind: 'delete'; readonly nth: number }
  | { readonly kind: 'delete-name'; readonly rr: string; readonly type: Entry['type'] | undefined }
  | { readonly kind: 'status'; readonly nth: number; readonly enabled: boolean }
  | { readonly kind: 'remark'; readonly nth: number; readonly remark: string };

const ZONE = 'example.com';
const NAMES = ['@', 'a', 'b.a', 'c.b.a', '*', '*.a', 'd.e.f'] as const;
const ASKED = ['@', 'a', 'b.a', 'x.b.a', 'c.b.a', 'x', 'x.y', 'x.a', 'e.f', 'f', 'x.f', 'd.e.f', 'x.d.e.f'] as const;
const VALUES = {
  A: ['192.0.2.1', '192.0.2.2'],
  TXT: ['one', 'two'],
  CNAME: ['far.elsewhere.test', 'away.elsewhere.test'],
} as const;

const content: fc.Arbitrary<Content> = fc
  .record({
    rr: fc.constantFrom(...NAMES),
    type: fc.constantFrom('A', 'TXT', 'CNAME'),
    nth: fc.nat(1),
    line: fc.constantFrom('default', 'default', 'telecom'),
  })
  .map(({ rr, type, nth, line }) => ({ rr, type, value: VALUES[type][nth] ?? '', line }));
const nth = fc.nat(9);
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('add'), content }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('update'), nth, content }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete'), nth }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('delete-name'),
      rr: fc.constantFrom(...NAMES),
      type: fc.constantFrom('A', 'TXT', undefined),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('status'), nth, enabled: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remark'), nth, remark: fc.constantFrom('', 'ours') }) },
);

test('whatever is done to a zone, its lists and its name server show what a plain list would', async () => {
  const cloud = await openCloud();
  const call = officialAlidns(cloud);
  let zones = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
      zones += 1;
      const zone = `z${zones}.${ZONE}`;
      cloud.alidns.addZone({ account: cloud.account.id, name: zone });
      let model: readonly Entry[] = [];
      for (const each of operations) model = await play(call, zone, model, each);
      await compareLists(call, zone, model);
      await compareAnswers(cloud, zone, model);
    }),
    { numRuns: 18, seed: 7 },
  );
});

/** Does it to both: where the model knows a reason to refuse, so has the cloud. */
async function play(
  call: Call,
  zone: string,
  model: readonly Entry[],
  operation: Operation,
): Promise<readonly Entry[]> {
  switch (operation.kind) {
    case 'add': {
      const code = refusal(model, operation.content);
      const attempt = call('AddDomainRecord', { DomainName: zone, ...wire(operation.content) });
      if (code) return refusedBoth(attempt, code, model);
      const id = String((await attempt).RecordId);
      return [...model, { id, ...operation.content, enabled: true, remark: '' }];
    }
    case 'update': {
      const entry = pick(model, operation.nth);
      if (!entry) return model;
      const others = model.filter((other) => other !== entry);
      const code = sameRecord(entry, operation.content) ? 'DomainRecordDuplicate' : refusal(others, operation.content);
      const attempt = call('UpdateDomainRecord', { RecordId: entry.id, ...wire(operation.content) });
      if (code) return refusedBoth(attempt, code, model);
      await attempt;
      return model.map((other) => (other === entry ? { ...entry, ...operation.content } : other));
    }
    case 'delete': {
      const entry = pick(model, operation.nth);
      if (entry) await call('DeleteDomainRecord', { RecordId: entry.id });
      return model.filter((other) => other !== entry);
    }
    case 'delete-name': {
      const { rr, type } = operation;
      const doomed = model.filter((entry) => entry.rr === rr && (!type || entry.type === type));
      const query = { DomainName: zone, RR: rr, ...(type && { Type: type }) };
      expect(await call('DeleteSubDomainRecords', query)).toMatchObject({ TotalCount: String(doomed.length) });
      return model.filter((entry) => !doomed.includes(entry));
    }
    case 'status': {
      const entry = pick(model, operation.nth);
      if (!entry) return model;
      await call('SetDomainRecordStatus', { RecordId: entry.id, Status: operation.enabled ? 'Enable' : 'Disable' });
      return model.map((other) => (other === entry ? { ...entry, enabled: operation.enabled } : other));
    }
    case 'remark': {
      const entry = pick(model, operation.nth);
      if (!entry) return model;
      await call('UpdateDomainRecordRemark', { RecordId: entry.id, Remark: operation.remark });
      return model.map((other) => (other === entry ? { ...entry, remark: operation.remark } : other));
    }
  }
}

async function refusedBoth(attempt: Promise<unknown>, code: string, model: readonly Entry[]) {
  await expect(attempt).rejects.toMatchObject({ code });
  return model;
}

function pick(model: readonly Entry[], index: number): Entry | undefined {
  return model.length === 0 ? undefined : model[index % model.length];
}

function wire({ rr, type, value, line }: Content) {
  return { RR: rr, Type: type, Value: value, Line: line };
}

function sameRecord(one: Content, other: Content): boolean {
  return one.rr === other.rr && one.type === other.type && one.value === other.value && one.line === other.line;
}

function refusal(model: readonly Entry[], wanted: Content): string | undefined {
  if (wanted.rr.startsWith('*') && wanted.type === 'TXT') return 'InvalidParameter';
  const neighbours = model.filter(({ rr, line }) => rr === wanted.rr && line === wanted.line);
  if (neighbours.some((other) => sameRecord(other, wanted))) return 'DomainRecordDuplicate';
  const excludes = ({ type }: Entry) => {
    if (type === wanted.type || (type !== 'CNAME' && wanted.type !== 'CNAME')) return false;
    const other = type === 'CNAME' ? wanted.type : type;
    return wanted.rr !== '@' || other === 'A';
  };
  return neighbours.some(excludes) ? 'DomainRecordConflict' : undefined;
}

async function compareLists(call: Call, zone: string, model: readonly Entry[]): Promise<void> {
  const shown = ({ id, rr, type, value, line, enabled, remark }: Entry) =>
    [id, rr, type, value, line, enabled ? 'ENABLE' : 'DISABLE', remark].join(' ');
  const listed = async (action: string, query: object) => {
    const body = (await call(action, { ...query })) as { DomainRecords: { Record: Record<string, unknown>[] } };
    return body.DomainRecords.Record.map(({ RecordId, RR, Type, Value, Line, Status, Remark = '' }) =>
      [RecordId, RR, Type, Value, Line, Status, Remark].join(' '),
    );
  };
  const newestFirst = model.map(shown).reverse();
  expect(await listed('DescribeDomainRecords', { DomainName: zone, PageSize: 500 })).toEqual(newestFirst);
  for (const rr of NAMES) {
    const SubDomain = rr === '@' ? zone : `${rr}.${zone}`;
    const exact = model
      .filter((entry) => entry.rr === rr)
      .map(shown)
      .reverse();
    expect(await listed('DescribeSubDomainRecords', { SubDomain, DomainName: zone })).toEqual(exact);
  }
}

/** RFC 1034 and 4592, told over the whole list: no trees, no indexes. */
function expectedAnswer(model: readonly Entry[], asked: string, type: 'A' | 'TXT'): { rcode: string; data: string[] } {
  const visible = model.filter(({ enabled }) => enabled);
  const exists = (name: string) =>
    name === '@' || visible.some(({ rr }) => rr === name || (rr !== '@' && rr.endsWith(`.${name}`)));
  const parentOf = (name: string) => (name.includes('.') ? name.slice(name.indexOf('.') + 1) : '@');
  let node = asked;
  if (!exists(asked)) {
    let encloser = parentOf(asked);
    while (!exists(encloser)) encloser = parentOf(encloser);
    node = encloser === '@' ? '*' : `*.${encloser}`;
    if (!exists(node)) return { rcode: 'NXDOMAIN', data: [] };
  }
  const here = visible.filter(({ rr, line }) => rr === node && line === 'default');
  const matching = here.filter((entry) => entry.type === type).map(({ value }) => value);
  if (matching.length > 0) return { rcode: 'NOERROR', data: matching.sort() };
  const aliases = here.filter((entry) => entry.type === 'CNAME').map(({ value }) => value);
  return { rcode: 'NOERROR', data: aliases };
}

async function compareAnswers({ dns }: LocalCloud, zone: string, model: readonly Entry[]): Promise<void> {
  for (const asked of ASKED) {
    for (const type of ['A', 'TXT'] as const) {
      const { rcode, answers } = await askOverUdp(dns, asked === '@' ? zone : `${asked}.${zone}`, type);
      const expected = expectedAnswer(model, asked, type);
      expect(rcode, `${asked} ${type}`).toBe(expected.rcode);
      const data = answers.map((answer) => String(answer.data));
      // Of several aliases one is answered: a name has one canonical name.
      if (answers[0]?.type === 'CNAME') expect(expected.data, `${asked} ${type}`).toContain(data[0]);
      else expect(data.sort(), `${asked} ${type}`).toEqual(expected.data);
    }
  }
}
