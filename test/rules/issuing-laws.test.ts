import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ACME, DAY, PACKAGE } from './issuing-worlds.ts';
import { type Fate, Issuance } from './simulated-issuance.ts';

const SOURCES = [ACME, { ...ACME, names: ['*.chat.example.com', 'chat.example.com', 'www.example.com'] }, PACKAGE];

const moves = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        which: fc.nat({ max: 5 }),
        fate: fc.constantFrom<Fate>('done', 'refused', 'lost', 'lost-undone'),
      }),
    },
    { weight: 3, arbitrary: fc.record({ which: fc.nat({ max: 5 }), fate: fc.constant<Fate>('done') }) },
    { weight: 3, arbitrary: fc.constantFrom('progress' as const, 'time' as const) },
    fc.constantFrom(
      'go well' as const,
      'attach' as const,
      'prove' as const,
      'want' as const,
      'force' as const,
      'silent' as const,
    ),
    fc.constantFrom(
      'order fails' as const,
      'order forgotten' as const,
      'certificate deleted' as const,
      'memory lost' as const,
    ),
    fc.record({ days: fc.integer({ min: 1, max: 40 }) }),
    fc.record({ keep: fc.nat({ max: 3 }) }),
  ),
  { maxLength: 60 },
);

type Move = (typeof moves extends fc.Arbitrary<infer Played> ? Played : never)[number];

function play(world: Issuance, move: Move): void {
  if (typeof move === 'string') named[move](world);
  else if ('days' in move) world.passTime(move.days * DAY);
  else if ('keep' in move) {
    const kept = world.memory.retired[move.keep] ?? world.certificates[move.keep];
    for (const one of world.uses) one.keeps = kept ? [kept.certificateId] : [];
  } else {
    const steps = world.runnable();
    const step = steps[move.which % steps.length];
    if (step) world.run(step, move.fate);
  }
}

const named = {
  progress: (world: Issuance) => world.progress(),
  time: (world: Issuance) => world.passTime(),
  'go well': (world: Issuance) => world.goWell(),
  attach: (world: Issuance) => world.takeUp(false),
  prove: (world: Issuance) => world.takeUp(true),
  want: (world: Issuance) => {
    world.isWanted = !world.isWanted;
    world.generation += 1;
  },
  force: (world: Issuance) => {
    world.forcedAt = world.now;
  },
  silent: (world: Issuance) => {
    world.silent = !world.silent;
  },
  'order fails': (world: Issuance) => world.breakOrder(false),
  'order forgotten': (world: Issuance) => world.breakOrder(true),
  'memory lost': (world: Issuance) => world.forget(),
  'certificate deleted': (world: Issuance) => {
    const current = world.memory.current?.certificateId;
    world.certificates = world.certificates.filter(({ certificateId }) => certificateId !== current);
  },
};

/** Records and certificates of others, where ours go. */
function surround(world: Issuance): { records: unknown[]; certificates: unknown[] } {
  const name = world.source.from === 'acme' ? '_acme-challenge.chat.example.com' : '_dnsauth.chat.example.com';
  world.add({ name, type: 'TXT', value: 'somebody else proves something', remark: 'by hand' });
  world.add({ name, type: 'TXT', value: 'no remark' });
  world.add({ name: 'chat.example.com', type: 'CNAME', value: 'gw.example.net' });
  for (const record of world.records) record.since = 0;
  const dates = { notBefore: 0, notAfter: world.now - DAY };
  world.certificates.push(
    { certificateId: '1', name: 'by hand', fingerprint: '01', ...dates },
    { certificateId: '2', name: 'torii_chat_example_com_00000000_0123456789ab', fingerprint: '02', ...dates },
  );
  return structuredClone({ records: world.records, certificates: world.certificates });
}

describe('whatever fails on the way, in any order', () => {
  it.each(SOURCES.map((source) => [`${source.from}: ${source.names.join(', ')}`, source] as const))(
    '%s: never two orders, never what is used or foreign; in the end a valid certificate, and nothing left over',
    (_, source) => {
      fc.assert(
        fc.property(fc.boolean(), moves, (tellsOrders, played) => {
          const world = new Issuance(source, tellsOrders);
          const theirs = surround(world);
          for (const move of played) play(world, move);

          world.isWanted = true;
          for (const one of world.uses) one.keeps = [];
          const { findings, renewed } = world.finish();
          expect(findings).toMatchObject([{ type: 'CertificatesValid', status: 'True', reason: 'Valid' }]);
          const current = world.certificates.find(({ certificateId }) => certificateId === renewed?.certificateId);
          expect(current?.notAfter).toBeGreaterThan(world.now);
          expect(world.records).toEqual(theirs.records);
          expect(world.memory).toMatchObject({ challengeRecords: [], retired: [] });
          const foreign = (certificates: Issuance['certificates']) =>
            certificates.filter((one) => !world.isOurs(one) && !one.name.startsWith('cert-'));
          expect(foreign(world.certificates)).toEqual(theirs.certificates);
          const ours = world.certificates.filter((one) => world.isOurs(one));
          expect(ours.length).toBeLessThanOrEqual(1);

          world.isWanted = false;
          expect(world.finish().nextCheckAt).toBeNull();
          expect(world.records).toEqual(theirs.records);
          expect(foreign(world.certificates)).toEqual(theirs.certificates);
          expect(world.certificates.filter((one) => world.isOurs(one))).toEqual([]);
        }),
        { numRuns: 200 },
      );
    },
  );
});
