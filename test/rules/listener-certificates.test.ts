import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { withoutOldRefusals } from '../../shared/domain-rules/provisioning/input.ts';
import {
  asksCertificates,
  listenersDecide,
  withOurs,
} from '../../shared/domain-rules/provisioning/listener-certificates-memory.ts';
import { askedCertificates } from '../../shared/domain-rules/provisioning/listener-certificates-wanted.ts';
import { albGateway, balancer, declaredAlb, OPEN_TO_ALL, PRIVATE_OPEN, PUBLIC_OPEN } from './alb-worlds.ts';
import {
  attached,
  certificatesOn,
  KEY,
  MINUTE,
  NAME,
  NOW,
  planChat,
  proving,
  remembering,
  serving,
} from './listener-certificates.ts';
import { guardedBy, listener, ourAcl } from './load-balancers.ts';
import { seen, servedBy, situation, stepIds, stepOf } from './worlds.ts';

type Decision = ReturnType<typeof planChat>;

const OURS = { listenerCertificates: { lsn: ['7'] } };
const BOTH_OURS = { listenerCertificates: { lsn: ['7', '8'] } };
const PROBED = { internet: { allow: ['203.0.113.0/24'] }, probe: { internet: { from: ['203.0.113.7'] } } };
/** Lists are not what these are about: everybody is let in, where nothing is proved. */
const changes = ({ plan }: Decision) => stepIds(plan).filter((id) => id.includes('-certificate/'));
const attachedIn = ({ findings }: Decision) => findings.find(({ type }) => type === 'DomainsAttached');
const sinceMs = (ms: number) => ({ domainsSeen: { [KEY]: { certificateId: '8', since: NOW - ms } } });
/** 7 and 8 have been on the listener for these times. */
const there = (ms: number) => ({ listenersSeen: { lsn: { at: NOW - ms, associated: { '7': 0, '8': NOW - ms } } } });

describe('a certificate that EAS says is attached', () => {
  it('is put on the listener once EAS has said so for ten minutes and the listener still has not got it', () => {
    const decision = planChat([serving(certificatesOn())]);
    expect(stepOf(decision.plan, 'associate-certificate/lsn/8')).toMatchObject({
      kind: 'associate-certificate',
      loadBalancerId: 'alb-internet',
      listenerId: 'lsn',
      certificateId: '8',
      // As the others there are written: the account's site shows in it.
      identifier: '8-ap-southeast-1',
      effects: [],
      repeatable: true,
      summary: expect.stringContaining('put certificate 8 on HTTPS:443 (lsn)'),
    });
    expect(readySteps(decision.plan).map(({ id }) => id)).toContain('associate-certificate/lsn/8');
    expect(attachedIn(decision)).toMatchObject({ status: 'False', reason: 'NotOnListener' });
    expect(decision.lookAgainAt).toBeUndefined();
  });

  it('is left to EAS for ten minutes, and looked at when these are over', () => {
    const decision = planChat([serving(certificatesOn())], { memory: remembering(sinceMs(10 * MINUTE - 1)) });
    expect(changes(decision)).toEqual([]);
    expect(attachedIn(decision)).toMatchObject({ status: 'True' });
    expect(decision.lookAgainAt).toBe(NOW + 1);
  });

  it('is left alone where the listener has it, whoever put it there, or as the default one', () => {
    expect(changes(planChat([serving(certificatesOn('8'))]))).toEqual([]);
    const asDefault = [{ certificateId: '8', identifier: '8-cn-hangzhou', isDefault: true, status: 'Associated' }];
    expect(changes(planChat([serving(asDefault)]))).toEqual([]);
  });

  it('is left to EAS where it was seen to be served', () => {
    const decision = planChat([serving(certificatesOn())], { memory: remembering(proving({ [KEY]: '8' })) });
    expect(changes(decision)).toEqual([]);
    expect(attachedIn(decision)).toMatchObject({ status: 'True' });
  });

  it('is put on the listener at once where the listener was found to decide before', () => {
    const memory = remembering({ ...OURS, ...sinceMs(0), ...proving({ [KEY]: '8' }) });
    expect(changes(planChat([serving(certificatesOn('7'))], { memory }))).toEqual(['associate-certificate/lsn/8']);
  });

  it('comes after EAS: nothing is put on a listener while the domain is not attached with it', () => {
    const memory = remembering(OURS);
    const listeners = [serving(certificatesOn('7'))];
    const before = planChat(listeners, { memory, domains: [attached('7')] });
    expect(stepIds(before.plan)).toEqual([`attach-domain/${NAME}/internet`]);
    const under = planChat(listeners, { memory, domains: [attached('8', { status: 'Deploying' })] });
    expect(changes(under)).toEqual([]);
    const none = planChat(listeners, { memory, certificates: {} });
    expect(changes(none)).toEqual([]);
  });

  it('that several domains share is put there once; a domain without one wants none', () => {
    const other = 'api.example.com';
    const decision = planChat([serving(certificatesOn())], {
      spec: { domains: [{ name: NAME }, { name: other }, { name: 'plain.example.com', certificate: 'none' }] },
      domains: [
        attached('8'),
        attached('8', { name: other }),
        attached('8', { name: 'plain.example.com', certificateId: undefined }),
      ],
      certificates: { [NAME]: servedBy('8'), [other]: servedBy('8') },
      memory: remembering({
        domainsSeen: {
          [KEY]: { certificateId: '8', since: 0 },
          [`${other}/internet`]: { certificateId: '8', since: 0 },
        },
      }),
    });
    expect(changes(decision)).toEqual(['associate-certificate/lsn/8']);
  });

  it('is written as on the China site where no other shows how', () => {
    const bare = [{ certificateId: 'odd', identifier: 'odd', isDefault: true, status: 'Associated' }];
    expect(stepOf(planChat([serving(bare)]).plan, 'associate-certificate/lsn/8')).toMatchObject({
      identifier: '8-cn-hangzhou',
    });
  });
});

describe('changes of certificates on one load balancer', () => {
  it('happen one after the other, after those of its lists', () => {
    const listeners = [
      listener(80, { listenerId: 'lsn-plain' }),
      listener(443, { listenerId: 'lsn', certificates: certificatesOn() }),
      listener(8443, { listenerId: 'lsn-other', protocol: 'HTTPS', certificates: certificatesOn() }),
    ];
    const decision = planChat([serving(undefined, { listeners })], {
      spec: { internet: { allow: ['203.0.113.0/24'] } },
    });
    const ids = changes(decision);
    expect(ids).toEqual(['associate-certificate/lsn/8', 'associate-certificate/lsn-other/8']);
    expect(stepOf(decision.plan, ids[1] ?? '').after).toContain(ids[0]);
    expect(stepOf(decision.plan, ids[0] ?? '').after).toContain('guard-listener/lsn');
  });

  it('do not wait for a change of the lists that waits for a yes', () => {
    const at = listener(443, { listenerId: 'lsn', certificates: certificatesOn(), ...guardedBy('acl-ours') });
    // Everybody is to be let in: our list goes, once that is agreed to.
    const decision = planChat([serving(undefined, { listeners: [at] })], { acls: [ourAcl(['203.0.113.0/24'])] });
    const exposing = decision.plan.steps.filter(({ effects }) => effects.includes('exposes')).map(({ id }) => id);
    expect(exposing).not.toEqual([]);
    const { after } = stepOf(decision.plan, 'associate-certificate/lsn/8');
    expect(after.filter((id) => exposing.includes(id))).toEqual([]);
  });

  it('wait while it is Configuring, and while a certificate is on its way', () => {
    const busy = planChat([serving(certificatesOn(), { status: 'Configuring' })]);
    expect(busy.plan.waits).toMatchObject([{ id: 'load-balancer-ready/alb-internet', on: 'cloud' }]);
    expect(readySteps(busy.plan)).toEqual([]);
    const coming = planChat([serving(certificatesOn(['8', 'Associating']))]);
    expect(coming.plan.waits).toMatchObject([{ id: 'certificates-settled/lsn', on: 'cloud' }]);
    expect(attachedIn(coming)).toMatchObject({
      reason: 'ListenerChanging',
      message: expect.stringContaining('put on'),
    });
    const leaving = planChat([serving(certificatesOn(['8', 'Diassociating']))]);
    expect(attachedIn(leaving)?.message).toContain('still going off');
    expect(changes(leaving)).toEqual([]);
  });

  it('are waited for once, where its lists wait for the same', () => {
    const decision = planChat([serving(certificatesOn(), { status: 'Configuring' })], {
      spec: { internet: { allow: ['203.0.113.0/24'] } },
    });
    const ids = decision.plan.waits.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    expect(ids).toContain('load-balancer-ready/alb-internet');
  });

  it('are none on one that is going, could not be made, or whose certificates nobody asked about', () => {
    expect(changes(planChat([serving(certificatesOn(), { status: 'Deleting' })]))).toEqual([]);
    expect(changes(planChat([serving(certificatesOn(), { status: 'CreateFailed' })]))).toEqual([]);
    expect(changes(planChat([serving(undefined)]))).toEqual([]);
  });
});

describe('the old certificate on a listener', () => {
  const listeners = [serving(certificatesOn('7', '8'))];
  const plan = (memory: Parameters<typeof remembering>[0], given: Parameters<typeof planChat>[1] = {}) =>
    planChat(listeners, { memory: remembering({ ...BOTH_OURS, ...memory }), ...given });

  it('goes once the new one was proved', () => {
    const decision = plan({ ...there(MINUTE), ...proving({ [KEY]: '8' }) }, { spec: PROBED });
    expect(stepOf(decision.plan, 'dissociate-certificate/lsn/7')).toMatchObject({
      identifier: '7-ap-southeast-1',
      effects: [],
      summary: expect.stringContaining('take certificate 7, which no domain needs any more, off'),
    });
    expect(attachedIn(decision)).toMatchObject({ status: 'True' });
  });

  it('stays until then', () => {
    const decision = plan({ ...there(6 * 60 * MINUTE), ...proving({ [KEY]: '7' }) }, { spec: PROBED });
    expect(changes(decision)).toEqual([]);
    expect(changes(plan({ ...there(6 * 60 * MINUTE) }, { spec: PROBED }))).toEqual([]);
    expect(decision.lookAgainAt).toBeUndefined();
  });

  it('goes after an hour where there is no vantage point to prove it from', () => {
    const early = plan(there(60 * MINUTE - 1));
    expect(changes(early)).toEqual([]);
    expect(early.lookAgainAt).toBe(NOW + 1);
    expect(changes(plan(there(60 * MINUTE)))).toEqual(['dissociate-certificate/lsn/7']);
    // One inside the VPC proves nothing about callers from the internet.
    const inside = plan(there(60 * MINUTE), { spec: { intranet: {}, probe: { vpcs: ['vpc-1'] } } });
    expect(changes(inside)).toEqual(['dissociate-certificate/lsn/7']);
  });

  it('goes after five minutes where it, and not the new one, was seen to be served, and that is proved after it', () => {
    const other = proving({ [KEY]: '7' }, 'OtherCertificateServed');
    const early = plan({ ...there(5 * MINUTE - 1), ...other }, { spec: PROBED });
    expect(changes(early)).toEqual([]);
    expect(early.lookAgainAt).toBe(NOW + 1);
    const due = plan({ ...there(5 * MINUTE), ...other }, { spec: PROBED });
    expect(changes(due)).toEqual(['dissociate-certificate/lsn/7']);
    expect(attachedIn(due)).toMatchObject({ status: 'False', reason: 'OldCertificateServed' });
  });

  it('stays while any declared domain has not got its own there yet', () => {
    const other = 'api.example.com';
    const given = {
      spec: { domains: [{ name: NAME }, { name: other }] },
      certificates: { [NAME]: servedBy('8'), [other]: servedBy('9') },
      domains: [attached('8'), attached('9', { name: other })],
    };
    const waiting = plan({ ...there(60 * MINUTE) }, { ...given, domains: [attached('8')] });
    expect(changes(waiting)).toEqual([]);
    const lacking = plan(
      {
        ...there(60 * MINUTE),
        domainsSeen: {
          [KEY]: { certificateId: '8', since: 0 },
          [`${other}/internet`]: { certificateId: '9', since: 0 },
        },
      },
      given,
    );
    expect(changes(lacking)).toEqual(['associate-certificate/lsn/9']);
  });

  it('stays while EAS has it attached to anything, or somebody else put it there', () => {
    const more = attached('7', { name: 'theirs.example.com' });
    expect(changes(plan(there(60 * MINUTE), { domains: [attached('8'), more] }))).toEqual([]);
    const foreign = planChat(listeners, {
      memory: remembering({ ...there(60 * MINUTE), listenerCertificates: { lsn: ['8'] } }),
    });
    expect(changes(foreign)).toEqual([]);
  });

  it('stays where it became the default one, and it is said', () => {
    const rows = certificatesOn('8').map((row) => (row.isDefault ? { ...row, certificateId: '7' } : row));
    const decision = planChat([serving(rows)], { memory: remembering({ ...BOTH_OURS, ...there(60 * MINUTE) }) });
    expect(changes(decision)).toEqual([]);
    expect(decision.plan.kept).toMatchObject([{ what: '7', message: expect.stringContaining('the default one') }]);
  });

  it('is waited for while it goes', () => {
    const decision = planChat([serving(certificatesOn(['7', 'Diassociating'], '8'))], {
      memory: remembering({ ...BOTH_OURS, ...there(60 * MINUTE) }),
    });
    expect(decision.plan.waits).toMatchObject([{ id: 'certificates-settled/lsn' }]);
    expect(changes(decision)).toEqual([]);
    expect(attachedIn(decision)).toMatchObject({ status: 'True' });
  });

  it('goes with its domain: once that is detached, where nothing else is served', () => {
    const decision = planChat([serving(certificatesOn('7'))], {
      spec: { domains: [] },
      certificates: {},
      domains: [],
      memory: remembering({ ...OURS, ...there(0) }),
    });
    expect(changes(decision)).toEqual(['dissociate-certificate/lsn/7']);
  });

  it('comes back when the new one was seen not to work: EAS first, and then the new one goes', () => {
    const instead = { certificateId: '7', notAfter: NOW + MINUTE };
    const { verification } = proving({ [KEY]: '7' });
    const rolledBack = verification && {
      verification: { ...verification, heldBack: { [KEY]: { certificateId: '8', instead, why: 'it was wrong' } } },
    };
    const first = plan({ ...there(20 * MINUTE), ...rolledBack }, { spec: PROBED });
    expect(stepIds(first.plan).filter((id) => id.includes('chat') || id.includes('-certificate/'))).toEqual([
      `attach-domain/${NAME}/internet`,
    ]);
    const then = plan({ ...there(20 * MINUTE), ...rolledBack }, { spec: PROBED, domains: [attached('7')] });
    expect(changes(then)).toEqual(['dissociate-certificate/lsn/8']);
  });
});

describe('what keeps a certificate off a listener', () => {
  const editsRefused = { loadBalancerId: 'alb-internet', listenerId: 'lsn', at: NOW };

  it('is that a service manages it: the owner is told what to click', () => {
    const decision = planChat([serving(certificatesOn())], { memory: remembering({ editsRefused }) });
    expect(decision.plan.blocked).toMatchObject([
      {
        what: 'associate-certificate/lsn/8',
        reason: 'EditsRefused',
        wayOut: expect.stringMatching(
          /instance alb-internet, listener HTTPS:443 \(lsn\), certificates: add certificate 8/,
        ),
      },
    ]);
    expect(attachedIn(decision)).toMatchObject({ status: 'False', reason: 'EditsRefused' });
    const leftover = planChat([serving(certificatesOn('7', '8'))], {
      memory: remembering({ ...BOTH_OURS, ...there(60 * MINUTE), editsRefused }),
    });
    expect(changes(leftover)).toEqual([]);
    expect(leftover.plan.kept).toMatchObject([{ what: '7', message: expect.stringContaining('ALB refuses') }]);
  });

  it('is that the instance is full: tried again every hour', () => {
    const certificatesFull = { loadBalancerId: 'alb-internet', message: 'usage 25/25', at: NOW };
    const memory = remembering({ certificatesFull });
    const decision = planChat([serving(certificatesOn())], { memory });
    expect(decision.plan.blocked).toMatchObject([
      {
        reason: 'CertificatesFull',
        message: expect.stringContaining('usage 25/25'),
        wayOut: expect.stringContaining('quota'),
      },
    ]);
    expect(withoutOldRefusals(memory, NOW + 60 * MINUTE - 1).certificatesFull).toEqual(certificatesFull);
    expect(withoutOldRefusals(memory, NOW + 60 * MINUTE).certificatesFull).toBeUndefined();
    const elsewhere = remembering({ certificatesFull: { ...certificatesFull, loadBalancerId: 'alb-other' } });
    expect(changes(planChat([serving(certificatesOn())], { memory: elsewhere }))).toHaveLength(1);
  });

  it('is that it has no default one', () => {
    const decision = planChat([serving(certificatesOn().slice(1))]);
    expect(decision.plan.blocked).toMatchObject([{ reason: 'NoDefaultCertificate' }]);
  });
});

describe('load balancers and the domains whose callers come to them', () => {
  const private443 = (certificates: ReturnType<typeof certificatesOn>) =>
    balancer('intranet', { listeners: [listener(443, { listenerId: 'lsn-in', certificates })] });
  const inside = attached('9', { name: 'in.example.com', access: 'intranet' });
  const given = {
    spec: { intranet: {}, domains: [{ name: NAME }, { name: 'in.example.com', access: 'intranet' }] },
    certificates: { [NAME]: servedBy('8'), 'in.example.com': servedBy('9') },
    domains: [attached('8'), inside],
    memory: remembering({
      domainsSeen: {
        [KEY]: { certificateId: '8', since: 0 },
        'in.example.com/intranet': { certificateId: '9', since: 0 },
      },
    }),
  };

  it('each carry their own access, where there are two', () => {
    const decision = planChat([serving(certificatesOn()), private443(certificatesOn())], given);
    expect(changes(decision)).toEqual(['associate-certificate/lsn/8', 'associate-certificate/lsn-in/9']);
  });

  it('carry both accesses, where there is the public one alone', () => {
    const decision = planChat([serving(certificatesOn())], given);
    expect(changes(decision)).toEqual(['associate-certificate/lsn/8', 'associate-certificate/lsn/9']);
  });
});

describe('what is remembered of listeners', () => {
  const memoryOf = (decision: Decision) => decision.memory;

  it('is since when each certificate is there, until it is gone', () => {
    const first = memoryOf(planChat([serving(certificatesOn('7', ['8', 'Associating']))]));
    expect(first.listenersSeen).toEqual({ lsn: { at: NOW, associated: { '1': NOW, '7': NOW } } });
    const later = memoryOf(planChat([serving(certificatesOn('7', '8'))], { memory: first, now: NOW + MINUTE }));
    expect(later.listenersSeen?.lsn).toEqual({
      at: NOW + MINUTE,
      associated: { '1': NOW, '7': NOW, '8': NOW + MINUTE },
    });
    const unasked = memoryOf(planChat([serving(undefined)], { memory: later, now: NOW + 2 * MINUTE }));
    expect(unasked.listenersSeen).toEqual(later.listenersSeen);
    expect(memoryOf(planChat([], { memory: later })).listenersSeen).toBeUndefined();
  });

  it('answers for the listener where a look did not ask', () => {
    const memory = remembering({ ...BOTH_OURS, ...there(60 * MINUTE) });
    expect(changes(planChat([serving(undefined)], { memory }))).toEqual(['dissociate-certificate/lsn/7']);
    const lacking = remembering({ listenersSeen: { lsn: { at: NOW, associated: {} } } });
    expect(changes(planChat([serving(undefined)], { memory: lacking }))).toEqual(['associate-certificate/lsn/8']);
  });

  it('is which certificates are ours: those we put there, or may have put there, until they are gone for good', () => {
    expect(withOurs({}, 'lsn', '8')).toEqual({ lsn: ['8'] });
    expect(withOurs({ listenerCertificates: { lsn: ['7'], other: ['5'] } }, 'lsn', '8')).toEqual({
      lsn: ['7', '8'],
      other: ['5'],
    });
    const openIntents = ['associate-certificate/lsn/8'];
    const lost = memoryOf(planChat([serving(certificatesOn('7', '8'))], { openIntents }));
    expect(lost.listenerCertificates).toEqual({ lsn: ['8'] });
    const notMade = memoryOf(planChat([serving(certificatesOn('7'))], { openIntents }));
    expect(notMade.listenerCertificates).toBeUndefined();
    // A list may not show it yet; it is wanted, so it is not forgotten. What is not wanted and not there is.
    const stale = memoryOf(planChat([serving(certificatesOn())], { memory: remembering(BOTH_OURS) }));
    expect(stale.listenerCertificates).toEqual({ lsn: ['8'] });
    const unasked = memoryOf(planChat([serving(undefined)], { memory: remembering(BOTH_OURS) }));
    expect(unasked.listenerCertificates).toEqual(BOTH_OURS.listenerCertificates);
    expect(memoryOf(planChat([], { memory: remembering(BOTH_OURS) })).listenerCertificates).toBeUndefined();
  });

  it('tells that listeners decide', () => {
    expect(listenersDecide({})).toBe(false);
    expect(listenersDecide({ listenerCertificates: { lsn: [] } })).toBe(false);
    expect(listenersDecide(OURS)).toBe(true);
  });
});

describe('asking a listener for its certificates', () => {
  const asks = (memory: Parameters<typeof remembering>[0], wanted: string[], ofSweep: boolean) =>
    asksCertificates(remembering(memory), 'lsn', { wanted, ofSweep, now: NOW });

  it('is one call of a whole look where a certificate is wanted or was put there, else none', () => {
    expect(asks({}, ['8'], false)).toBe(true);
    expect(asks(OURS, [], false)).toBe(true);
    expect(asks({}, [], false)).toBe(false);
  });

  it('is none of a sweep where what was found in the last six hours is as it should be', () => {
    const found = { ...there(MINUTE), listenerCertificates: { lsn: ['8'] } };
    expect(asks(found, ['8'], true)).toBe(false);
    expect(asks({ ...there(6 * 60 * MINUTE), listenerCertificates: { lsn: ['8'] } }, ['8'], true)).toBe(true);
    expect(asks(found, ['8', '9'], true)).toBe(true);
    expect(asks({ ...found, ...BOTH_OURS }, ['8'], true)).toBe(true);
    expect(asks({}, ['8'], true)).toBe(true);
  });

  it('is for what EAS was not seen to serve', () => {
    const input = (memory: Parameters<typeof remembering>[0]) =>
      situation({
        declaration: declaredAlb({ internet: OPEN_TO_ALL, intranet: {}, domains: [{ name: NAME }] }),
        observation: seen({ gateway: albGateway({ ...PUBLIC_OPEN, ...PRIVATE_OPEN }), domains: [attached('8')] }),
        certificates: { [NAME]: servedBy('8') },
        memory: remembering(memory),
        now: NOW,
      });
    expect(askedCertificates(input({}))).toEqual(['8']);
    expect(askedCertificates(input({ domainsSeen: undefined }))).toEqual([]);
    expect(askedCertificates(input(proving({ [KEY]: '8' })))).toEqual([]);
    expect(askedCertificates(input({ ...OURS, ...proving({ [KEY]: '8' }) }))).toEqual(['8']);
  });
});
