import { describe, expect, it } from 'vitest';
import type { ProvisioningInput } from '../../shared/domain-rules/provisioning/input.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import {
  decideVerification,
  isProofDue,
  ROLL_BACK_AFTER_MS,
  type VerificationInput,
} from '../../shared/domain-rules/verification/decide-verification.ts';
import { judgeSighting, WARM_UP_MS } from '../../shared/domain-rules/verification/judge-sighting.ts';
import type { VerificationMemory } from '../../shared/domain-rules/verification/memory.ts';
import { proofTargets } from '../../shared/domain-rules/verification/proof-targets.ts';
import {
  addressToDial,
  type Contact,
  type Lookup,
  type ProofTarget,
  type Sighting,
} from '../../shared/domain-rules/verification/sighting.ts';
import { isAdmitted } from '../../shared/domain-rules/verification/vantage.ts';
import {
  declared,
  GATEWAY_ID,
  gatewayThat,
  OPEN,
  PUBLIC_NAME,
  reachedUnder,
  seen,
  servedBy,
  service,
  situation,
} from './worlds.ts';

const NAME = 'chat.example.com';
const DOMAIN = `${NAME}/internet`;
const PRIVATE_NAME = `${GATEWAY_ID}-vpc.cn-beijing.pai-eas.aliyuncs.com`;
const EGRESS = { network: 'internet', address: '203.0.113.9' } as const;
const INSIDE = { network: 'vpc', vpcId: 'vpc-1' } as const;
const NOON = Date.UTC(2026, 2, 2, 12);
const UNTIL = Date.UTC(2027, 0, 1);
const NEW = { certificateId: '8', fingerprint: 'BB', notAfter: UNTIL };
const OLD = { certificateId: '7', fingerprint: 'AA', notAfter: UNTIL };

const at = (...addresses: string[]): Lookup => ({ addresses });
const SILENT: Lookup = { addresses: [], silent: 'ETIMEOUT' };
const target = (is: Partial<ProofTarget> = {}): ProofTarget => ({
  vantage: EGRESS,
  name: NAME,
  ownName: PUBLIC_NAME,
  certificate: NEW,
  service: { name: 'chat', expect: { status: 200 } },
  ...is,
});
const answering = (
  status: number,
  body = '',
  served: Partial<Extract<Contact, { kind: 'trusted' }>> = {},
): Contact => ({
  kind: 'trusted',
  fingerprint: 'BB',
  notAfter: UNTIL,
  answer: { status, body },
  ...served,
});
const sighting = (is: Partial<Sighting> = {}): Sighting => ({
  target: target(),
  name: at('198.51.100.1'),
  own: at('198.51.100.1', '198.51.100.2'),
  contact: answering(200, 'True'),
  ...is,
});

describe('what one look from a vantage point proves (G43, G52)', () => {
  const expecting = (expect: Partial<NonNullable<ProofTarget['service']>['expect']>) =>
    target({ service: { name: 'chat', expect: { status: 200, ...expect } } });
  const privateCustom = target({ vantage: INSIDE, name: 'chat.corp.example.com', ownName: PRIVATE_NAME });
  const withoutFingerprint = (notAfter: number | undefined) =>
    target({ certificate: { certificateId: '8', notAfter } });
  const refused = (reason: string): Contact => ({ kind: 'untrusted', message: reason });

  it.each<[what: string, is: Partial<Sighting>, status: string, reason: string]>([
    ['the answer is right', {}, 'True', 'Verified'],
    ['there is no service to ask', { target: target({ service: undefined }) }, 'True', 'Verified'],
    ['no name server answers', { name: SILENT, contact: { kind: 'none' } }, 'Unknown', 'NameServerSilent'],
    ['none answers for the own name', { own: SILENT, contact: { kind: 'none' } }, 'Unknown', 'NameServerSilent'],
    ['the name leads nowhere', { name: at(), contact: { kind: 'none' } }, 'False', 'NameUnresolved'],
    ['the own name leads nowhere', { own: at(), contact: { kind: 'none' } }, 'Unknown', 'NameUnresolved'],
    ['it leads elsewhere', { name: at('192.0.2.1'), contact: { kind: 'none' } }, 'False', 'WrongTarget'],
    ['it leads here too', { name: at('192.0.2.1', '198.51.100.2') }, 'True', 'Verified'],
    ['a private name needs no record (G42)', { target: privateCustom, name: at() }, 'True', 'Verified'],
    ['a private name leads elsewhere', { target: privateCustom, name: at('10.0.0.9') }, 'False', 'WrongTarget'],
    ['nothing was dialled', { contact: { kind: 'none' } }, 'Unknown', 'Unreachable'],
    ['nobody answers', { contact: { kind: 'unreachable', message: 'ECONNRESET' } }, 'Unknown', 'Unreachable'],
    [
      'the answer is lost',
      { contact: answering(0, '', { answer: undefined, lost: 'closed' }) },
      'Unknown',
      'Unreachable',
    ],
    ['the chain is not trusted', { contact: refused('expired') }, 'False', 'CertificateNotTrusted'],
    [
      'the old one is served',
      { contact: answering(200, '', { fingerprint: 'AA' }) },
      'False',
      'OtherCertificateServed',
    ],
    ['same end, no fingerprint', { target: withoutFingerprint(UNTIL + 400) }, 'True', 'Verified'],
    ['other end, no fingerprint', { target: withoutFingerprint(UNTIL + 1000) }, 'False', 'OtherCertificateServed'],
    ['nothing known of it', { target: withoutFingerprint(undefined) }, 'True', 'Verified'],
    ['the platform’s own name', { target: target({ certificate: undefined }) }, 'True', 'Verified'],
    ['the service itself says 403', { contact: answering(403) }, 'False', 'WrongAnswer'],
    ['403 is declared', { contact: answering(403), target: expecting({ status: 403 }) }, 'True', 'Verified'],
    ['no instance yet', { contact: answering(503, 'no healthy upstream') }, 'Unknown', 'WarmingUp'],
    ['no instance yet, in silence', { contact: answering(503, '\n') }, 'Unknown', 'WarmingUp'],
    ['no route yet', { contact: answering(404) }, 'Unknown', 'WarmingUp'],
    ['another 503', { contact: answering(503, 'maintenance') }, 'False', 'WrongAnswer'],
    ['another 404', { contact: answering(404, 'no such model') }, 'False', 'WrongAnswer'],
    ['503 is declared', { contact: answering(503), target: expecting({ status: 503 }) }, 'True', 'Verified'],
    ['the token is refused', { contact: answering(401) }, 'False', 'TokenRefused'],
    ['401 is declared', { contact: answering(401), target: expecting({ status: 401 }) }, 'True', 'Verified'],
    ['another body', { contact: answering(200, 'False'), target: expecting({ body: 'True' }) }, 'False', 'WrongAnswer'],
    ['the declared body', { target: expecting({ body: 'True' }) }, 'True', 'Verified'],
    ['a part of it', { target: expecting({ contains: 'ru' }) }, 'True', 'Verified'],
    ['not that part', { target: expecting({ contains: 'xx' }) }, 'False', 'WrongAnswer'],
  ])('%s', (_what, is, status, reason) => {
    const verdict = judgeSighting(sighting(is), { elapsedMs: 0, isAdmitted: () => true });
    expect(verdict).toMatchObject({ status, reason });
    expect(verdict.message).toContain(sighting(is).target.name);
  });

  it('a vantage point that is on no list is refused, which says nothing about the gateway', () => {
    const verdict = judgeSighting(sighting({ contact: answering(403) }), { elapsedMs: 0, isAdmitted: () => false });
    expect(verdict).toMatchObject({ status: 'Unknown', reason: 'VantageRefused' });
  });

  it('what has not warmed up in the time that this may take is a wrong answer', () => {
    const cold = sighting({ contact: answering(503, 'no healthy upstream') });
    const verdict = judgeSighting(cold, { elapsedMs: WARM_UP_MS, isAdmitted: () => true });
    expect(verdict).toMatchObject({ status: 'False', reason: 'WrongAnswer' });
    expect(verdict.message).toContain('503 instead of 200');
  });

  describe('where nobody may get through (G25, G30)', () => {
    const kept = target({ name: PUBLIC_NAME, certificate: undefined, service: undefined, refused: true });
    it.each<[what: string, is: Partial<Sighting>, elapsedMs: number, status: string, reason: string]>([
      ['the list refuses', { contact: answering(403) }, 0, 'True', 'KeptOut'],
      ['nobody answers', { contact: { kind: 'unreachable', message: 'ECONNREFUSED' } }, 0, 'True', 'KeptOut'],
      ['the name leads nowhere any more', { name: at(), own: at(), contact: { kind: 'none' } }, 0, 'True', 'KeptOut'],
      ['somebody is let in', { contact: answering(401) }, WARM_UP_MS, 'False', 'LetIn'],
      ['somebody is let in, for some minutes', { contact: answering(401) }, WARM_UP_MS - 1, 'Unknown', 'StillLetIn'],
      ['no name server answers', { name: SILENT, contact: { kind: 'none' } }, 0, 'Unknown', 'NameServerSilent'],
      ['the chain is not trusted', { contact: refused('expired') }, WARM_UP_MS, 'Unknown', 'CertificateNotTrusted'],
      [
        'the answer is lost',
        { contact: answering(0, '', { answer: undefined, lost: 'closed' }) },
        WARM_UP_MS,
        'Unknown',
        'Unreachable',
      ],
    ])('%s', (_what, is, elapsedMs, status, reason) => {
      const verdict = judgeSighting(sighting({ target: kept, ...is }), { elapsedMs, isAdmitted: () => false });
      expect(verdict).toMatchObject({ status, reason });
      expect(verdict.message).toContain(PUBLIC_NAME);
    });
  });

  it('a body that came back is never repeated: it may echo what was sent', () => {
    const echo = sighting({ contact: answering(200, 'you sent s3cret'), target: expecting({ body: 'True' }) });
    const { message } = judgeSighting(echo, { elapsedMs: 0, isAdmitted: () => true });
    expect(message).not.toContain('s3cret');
  });
});

describe('the address that a proof is sent to', () => {
  const privateName = target({ vantage: INSIDE, ownName: PRIVATE_NAME });
  it.each<[what: string, is: Partial<Sighting>, address: string | undefined]>([
    [
      'is one that the name leads to and that is the gateway’s',
      { name: at('192.0.2.1', '198.51.100.2') },
      '198.51.100.2',
    ],
    ['is none where the name leads elsewhere', { name: at('192.0.2.1') }, undefined],
    ['is none where the name leads nowhere', { name: at() }, undefined],
    ['is none where nothing is known', { name: SILENT }, undefined],
    ['is none where nothing is known of a private name', { target: privateName, name: SILENT }, undefined],
    ['is none where nothing is known of the gateway', { own: SILENT }, undefined],
    [
      'is the gateway’s own for a private name without a record (G42)',
      { target: privateName, name: at() },
      '198.51.100.1',
    ],
  ])('%s', (_what, is, address) => {
    expect(addressToDial(sighting(is))).toBe(address);
  });
});

describe('whether a vantage point may come in', () => {
  const { spec } = declared({
    internet: { allow: ['203.0.113.0/24'] },
    vpcs: [
      { vpcId: 'vpc-1', vSwitches: ['vsw-1'] },
      { vpcId: 'vpc-2', vSwitches: ['vsw-2'], allow: ['10.0.0.0/8'] },
    ],
  });

  it.each([
    ['an address in a range', EGRESS, true],
    ['an address in none', { network: 'internet', address: '192.0.2.1' }, false],
    ['a VPC whose list is the vendor’s', INSIDE, true],
    ['a VPC with a list of its own: not surely', { network: 'vpc', vpcId: 'vpc-2' }, false],
    ['a VPC that is not declared', { network: 'vpc', vpcId: 'vpc-3' }, false],
  ] as const)('%s', (_what, vantage, admitted) => {
    expect(isAdmitted(spec, vantage)).toBe(admitted);
  });

  it('without public access: nobody from the internet', () => {
    expect(isAdmitted(declared().spec, EGRESS)).toBe(false);
  });
});

/** chat-prod with all that is declared in place: public access, a VPC, a domain, a service, and who proves it. */
function inPlace(given: { spec?: object; input?: Partial<ProvisioningInput>; gateway?: object } = {}) {
  const declaration = declared({
    internet: { allow: ['203.0.113.0/24'] },
    vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }],
    domains: [{ name: NAME }],
    services: [{ name: 'chat_7b', expect: { path: '/v1' } }],
    probe: { internet: { from: ['203.0.113.9'] }, vpcs: ['vpc-1'] },
    ...given.spec,
  });
  const config = JSON.stringify({
    metadata: { name: 'chat_7b', instance: 2 },
    networking: { gateway: GATEWAY_ID },
  });
  return situation({
    declaration,
    observation: seen({
      gateway: gatewayThat({ ...OPEN, ...given.gateway }),
      internetAllowlist: ['203.0.113.0/24'],
      links: [{ vpcId: 'vpc-1', vSwitchId: 'vsw-1', status: 'Running' }],
      vpcAllowlists: { 'vpc-1': ['0.0.0.0/0'] },
      domains: [{ name: NAME, access: 'internet', certificateId: '7', status: 'Succeeded' }],
      services: {
        chat_7b: service('chat_7b', { gatewayId: GATEWAY_ID, config, endpoints: reachedUnder('chat.example.com') }),
      },
    }),
    certificates: { [NAME]: servedBy('7') },
    ...given.input,
  });
}

const targetsOf = (input: ProvisioningInput, recordsPublished = true) =>
  proofTargets(input, planProvisioning(input).findings, recordsPublished);

describe('what there is to prove (G25)', () => {
  it('is each name on each side from each vantage point, with each service', () => {
    expect(targetsOf(inPlace())).toMatchObject({
      kind: 'ready',
      targets: [
        {
          vantage: EGRESS,
          name: NAME,
          ownName: PUBLIC_NAME,
          certificate: { certificateId: '7' },
          service: { name: 'chat_7b', expect: { path: '/v1', status: 200 } },
        },
        { vantage: INSIDE, name: PRIVATE_NAME, ownName: PRIVATE_NAME, certificate: undefined },
      ],
    });
  });

  it('is the gateway’s own name where a domain has no certificate, because a token needs TLS', () => {
    const input = inPlace({
      spec: { domains: [], services: [], probe: { internet: { from: ['203.0.113.9', '203.0.113.9'] } } },
      input: { certificates: {} },
    });
    const plain = { ...input, observation: { ...input.observation, domains: [], services: {} } };
    const { targets } = targetsOf(plain) as { targets: ProofTarget[] };
    expect(targets).toMatchObject([{ vantage: EGRESS, name: PUBLIC_NAME, certificate: undefined, service: undefined }]);
  });

  it('is also that nobody gets through from where nobody may, by the name of that side (G25, G30)', () => {
    const refused = { internet: { from: ['192.0.2.7'] }, vpcs: ['vpc-9'] };
    const { targets } = targetsOf(inPlace({ spec: { probe: { refused } } })) as { targets: ProofTarget[] };
    expect(targets).toMatchObject([
      { vantage: { address: '192.0.2.7' }, name: PUBLIC_NAME, service: undefined, refused: true },
      { vantage: { vpcId: 'vpc-9' }, name: PRIVATE_NAME, service: undefined, refused: true },
    ]);
    const nameless = inPlace({
      spec: { probe: { refused: { vpcs: ['vpc-9'] } } },
      gateway: { intranetDomain: undefined },
    });
    expect(targetsOf(nameless)).toMatchObject({ kind: 'ready', targets: [] });
  });

  it('a service without expectations has to answer 200', () => {
    const { targets } = targetsOf(inPlace({ spec: { services: [{ name: 'chat_7b' }] } })) as { targets: ProofTarget[] };
    expect(targets[0]?.service).toEqual({ name: 'chat_7b', expect: { status: 200 } });
  });

  it.each<[what: string, found: ReturnType<typeof targetsOf>, kind: string]>([
    ['nothing without a vantage point', targetsOf(inPlace({ spec: { probe: undefined } })), 'none'],
    [
      'nothing of a gateway that is to go',
      targetsOf(inPlace({ input: { deletion: { unbindServices: true } } })),
      'none',
    ],
    ['not before the records are published', targetsOf(inPlace(), false), 'not-yet'],
    ['not before the gateway runs', targetsOf(inPlace({ gateway: { status: 'Creating' } })), 'not-yet'],
    ['not before the names are known', targetsOf(inPlace({ gateway: { intranetDomain: undefined } })), 'not-yet'],
    ['not before the certificate is attached', targetsOf(inPlace({ input: { certificates: {} } })), 'not-yet'],
  ])('%s', (_what, found, kind) => {
    expect(found.kind).toBe(kind);
  });

  it('is something new when another certificate is to be served', () => {
    const [one, other] = [OLD, NEW].map(({ certificateId }) => {
      const input = inPlace({ input: { certificates: { [NAME]: servedBy(certificateId) } } });
      const [domain] = input.observation.domains;
      const domains = domain ? [{ ...domain, certificateId }] : [];
      return targetsOf({ ...input, observation: { ...input.observation, domains } });
    });
    expect(one).toMatchObject({ kind: 'ready' });
    expect(one).not.toEqual(other);
  });
});

const TARGETS = { kind: 'ready' as const, targets: [target()], key: 'chat with 8' };
const remembered = (is: Partial<VerificationMemory> = {}): VerificationMemory => ({
  key: TARGETS.key,
  since: NOON,
  at: NOON,
  truth: { status: 'True', reason: 'Verified', message: 'proved' },
  proved: {},
  heldBack: {},
  ...is,
});
const UNPROVED = { status: 'False', reason: 'WrongAnswer', message: 'not proved' } as const;
const MINUTE = 60_000;

describe('a proof of nothing but that nobody gets through', () => {
  it('holds where the gateway has no name to be reached under (G30)', () => {
    const { finding } = decideVerification({
      targets: { kind: 'ready', targets: [], key: '[]' },
      sightings: [],
      isAdmitted: () => false,
      before: undefined,
      now: NOON,
    });
    expect(finding).toMatchObject({ status: 'True', message: 'the gateway has no name to be reached under' });
  });
});

describe('when a proof is due', () => {
  it.each<[what: string, before: VerificationMemory | undefined, afterMs: number, due: boolean]>([
    ['at once when there was none', undefined, 0, true],
    ['at once when it is about something new', remembered({ key: 'chat with 7' }), 0, true],
    ['not again within twenty minutes', remembered(), 20 * MINUTE - 1, false],
    ['again after twenty minutes', remembered(), 20 * MINUTE, true],
    ['soon after the first that failed', remembered({ truth: UNPROVED }), 2_000, true],
    ['not in the same moment', remembered({ truth: UNPROVED }), 1_999, false],
    ['later and later', remembered({ truth: UNPROVED, since: NOON - 10 * MINUTE }), 23_000, false],
    ['at the latest after five minutes', remembered({ truth: UNPROVED, since: 0 }), 5 * MINUTE, true],
  ])('%s', (_what, before, afterMs, due) => {
    expect(isProofDue(TARGETS, before, NOON + afterMs)).toBe(due);
  });

  it('is as often as its owner says', () => {
    const daily = (afterMs: number) => isProofDue(TARGETS, remembered(), NOON + afterMs, 24 * 60 * MINUTE);
    expect([daily(24 * 60 * MINUTE - 1), daily(24 * 60 * MINUTE)]).toEqual([false, true]);
  });

  it('never while there is nothing to prove', () => {
    expect(isProofDue({ kind: 'not-yet', message: 'later' }, undefined, NOON)).toBe(false);
  });
});

const decide = (given: Partial<VerificationInput>) =>
  decideVerification({
    targets: TARGETS,
    sightings: undefined,
    isAdmitted: () => true,
    before: undefined,
    now: NOON,
    ...given,
  });

describe('what the proofs say together', () => {
  const cold = sighting({ contact: answering(503) });
  const wrong = sighting({ contact: answering(500) });

  it.each<[what: string, sightings: Sighting[], status: string, reason: string, poll: boolean]>([
    ['all hold', [sighting(), sighting()], 'True', 'Verified', false],
    ['one cannot be seen', [sighting(), cold], 'Unknown', 'WarmingUp', true],
    ['what is wrong comes first', [cold, wrong], 'False', 'WrongAnswer', true],
  ])('%s', (_what, sightings, status, reason, poll) => {
    const decision = decide({ sightings });
    expect(decision.finding).toMatchObject({ type: 'EndpointVerified', status, reason });
    expect(decision.poll).toBe(poll);
    expect(decision.memory).toMatchObject({ key: TARGETS.key, since: NOON, at: NOON, truth: { status, reason } });
  });

  it('without a look, what was found before still counts', () => {
    expect(decide({ before: remembered({ truth: UNPROVED }) })).toMatchObject({ finding: UNPROVED, poll: true });
    expect(decide({ before: remembered() })).toMatchObject({ finding: { status: 'True' }, poll: false });
    expect(decide({})).toMatchObject({ finding: { status: 'Unknown', reason: 'NotProvedYet' }, poll: true });
  });

  it('time alone is waited for as long as it may mend it', () => {
    const later = { now: NOON + ROLL_BACK_AFTER_MS, before: remembered({ truth: UNPROVED }) };
    expect(decide({ ...later, sightings: [wrong] }).poll).toBe(false);
    // No proof was made so late yet: one is still to come.
    expect(decide(later).poll).toBe(true);
  });

  it('while there is nothing to prove, what was learnt is kept, and the next proof begins anew', () => {
    const before = remembered({ proved: { [DOMAIN]: OLD } });
    expect(decide({ targets: { kind: 'not-yet', message: 'once it runs' }, before })).toEqual({
      finding: { type: 'EndpointVerified', status: 'Unknown', reason: 'NotProvedYet', message: 'once it runs' },
      memory: { ...before, key: '', truth: { status: 'Unknown', reason: 'NotProvedYet', message: 'once it runs' } },
      poll: false,
    });
    expect(decide({ targets: { kind: 'not-yet', message: '' } }).memory).toBeUndefined();
    expect(decide({ targets: { kind: 'none' }, before })).toMatchObject({
      finding: { status: 'Unknown', reason: 'NoVantagePoint' },
      memory: before,
    });
  });
});

describe('a certificate that was swapped', () => {
  const untrusted = sighting({ contact: { kind: 'untrusted', message: 'expired' } });
  const provedOld = remembered({ proved: { [DOMAIN]: OLD } });
  const lateEnough = NOON + ROLL_BACK_AFTER_MS;
  const heldBackBy = (given: Partial<VerificationInput>) =>
    decide({ before: provedOld, now: lateEnough, ...given }).memory?.heldBack;

  it('counts as proved once it was seen to be served', () => {
    expect(decide({ before: provedOld, sightings: [sighting()] }).memory?.proved).toEqual({ [DOMAIN]: NEW });
    const own = sighting({ target: target({ certificate: undefined }) });
    expect(decide({ sightings: [own] }).memory?.proved).toEqual({});
  });

  it.each<[what: string, is: Partial<Sighting>]>([
    ['something untrusted is served', { contact: { kind: 'untrusted', message: 'expired' } }],
    ['something else is served', { contact: answering(200, '', { fingerprint: 'AA' }) }],
  ])('is taken back when %s, minutes after the platform said that it is done', (_what, is) => {
    expect(heldBackBy({ sightings: [sighting(is)] })).toMatchObject({ [DOMAIN]: { certificateId: '8', instead: OLD } });
    expect(heldBackBy({ sightings: [sighting(is)], now: lateEnough - 1 })).toEqual({});
  });

  it.each<[what: string, given: Partial<VerificationInput>]>([
    ['nobody could be reached', { sightings: [sighting({ contact: { kind: 'unreachable', message: 'reset' } })] }],
    ['the name leads elsewhere', { sightings: [sighting({ name: at('192.0.2.1'), contact: { kind: 'none' } })] }],
    ['the answer is wrong', { sightings: [sighting({ contact: answering(500) })] }],
    ['none was proved before', { sightings: [untrusted], before: remembered() }],
    ['the same was proved before', { sightings: [untrusted], before: remembered({ proved: { [DOMAIN]: NEW } }) }],
    [
      'the one before has ended',
      { sightings: [untrusted], before: remembered({ proved: { [DOMAIN]: { ...OLD, notAfter: NOON } } }) },
    ],
    [
      'nobody knows how long the one before is good',
      { sightings: [untrusted], before: remembered({ proved: { [DOMAIN]: { ...OLD, notAfter: undefined } } }) },
    ],
    ['it is the platform’s own', { sightings: [{ ...untrusted, target: target({ certificate: undefined }) }] }],
    ['nothing was proved ever', { sightings: [untrusted], before: undefined }],
  ])('stays when %s', (_what, given) => {
    expect(heldBackBy(given)).toEqual({});
  });

  it('is known by its side: the same name inside a VPC is another domain', () => {
    const inside = sighting({ target: target({ vantage: INSIDE, ownName: PRIVATE_NAME }) });
    expect(decide({ sightings: [inside] }).memory?.proved).toEqual({ [`${NAME}/intranet`]: NEW });
  });

  const heldBack = { [DOMAIN]: { certificateId: '8', instead: OLD, why: 'it was expired' } };

  it('is tried again when the one that serves in its place has ended', () => {
    const before = remembered({ heldBack });
    const sightings = [sighting({ target: target({ certificate: OLD }) })];
    expect(decide({ before, sightings }).memory?.heldBack).toEqual(heldBack);
    expect(decide({ before, sightings, now: UNTIL }).memory?.heldBack).toEqual({});
  });

  it('is held back no more once another is proved, so that neither it nor the one before has to be kept', () => {
    const before = remembered({ heldBack });
    expect(decide({ before, sightings: [sighting()] }).memory?.heldBack).toEqual({});
    const inside = sighting({ target: target({ vantage: INSIDE, ownName: PRIVATE_NAME }) });
    expect(decide({ before, sightings: [inside] }).memory?.heldBack).toEqual(heldBack);
    expect(decide({ before, sightings: [untrusted] }).memory?.heldBack).toEqual(heldBack);
  });

  const served = (attached: string, wanted: string) => {
    const memory = { ...situation().memory, verification: remembered({ heldBack }) };
    const input = inPlace({ input: { memory, certificates: { [NAME]: servedBy(wanted) } } });
    const [domain] = input.observation.domains;
    const domains = domain ? [{ ...domain, certificateId: attached }] : [];
    return { ...input, observation: { ...input.observation, domains } };
  };

  it('gives way to the one before, which the plan attaches again and says why', () => {
    const { plan } = planProvisioning(served('8', '8'));
    expect(plan.steps).toMatchObject([{ id: `attach-domain/${DOMAIN}`, certificateId: '7', effects: [] }]);
    expect(plan.steps[0]?.summary).toBe(`attach ${NAME} with certificate 7 instead of 8 again: it was expired`);
  });

  it('is blocked, said so, while the one before serves; and that is proved', () => {
    const input = served('7', '8');
    const { plan, findings } = planProvisioning(input);
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([{ reason: 'RolledBack', rule: 'G43' }]);
    expect(findings).toContainEqual(expect.objectContaining({ type: 'DomainsAttached', reason: 'RolledBack' }));
    expect(targetsOf(input)).toMatchObject({ kind: 'ready', targets: [{ certificate: OLD }, {}] });
  });

  it('is forgotten as soon as another is chosen', () => {
    expect(planProvisioning(served('7', '9')).plan.steps).toMatchObject([{ certificateId: '9' }]);
  });
});
