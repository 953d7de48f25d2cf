import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { refusesCertificate, servedUntilDetached } from '../../shared/domain-rules/provisioning/certificate-refusal.ts';
import { detachStep } from '../../shared/domain-rules/provisioning/domains.ts';
import {
  NO_PROVISIONING_MEMORY,
  type ProvisioningInput,
  withoutOldRefusals,
} from '../../shared/domain-rules/provisioning/input.ts';
import type { ObservedDomain } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { declared, gatewayThat, OPEN, seen, servedBy, situation, stepOf } from './worlds.ts';

const NAME = 'chat.example.com';
const STEP = `attach-domain/${NAME}/internet`;

function withDomain(given: Partial<ProvisioningInput> & { attached?: Partial<ObservedDomain>; domain?: object }) {
  const { attached, domain = {}, ...rest } = given;
  const shown: ObservedDomain = {
    name: NAME,
    access: 'internet',
    certificateId: '7',
    status: 'Succeeded',
    ...attached,
  };
  return planProvisioning(
    situation({
      declaration: declared({ internet: { allow: ['203.0.113.0/24'] }, domains: [{ name: NAME, ...domain }] }),
      observation: seen({
        gateway: gatewayThat(OPEN),
        internetAllowlist: ['203.0.113.0/24'],
        domains: attached ? [shown] : [],
      }),
      certificates: { [NAME]: servedBy('7') },
      ...rest,
    }),
  );
}

const findingIn = ({ findings }: ReturnType<typeof planProvisioning>) =>
  findings.find(({ type }) => type === 'DomainsAttached');

describe('custom domains (G40 to G43)', () => {
  it('are attached with the certificate that is settled, without asking', () => {
    const decision = withDomain({});
    expect(readySteps(decision.plan)).toMatchObject([
      { id: STEP, certificateId: '7', access: 'internet', effects: [], summary: `attach ${NAME} with certificate 7` },
    ]);
    expect(findingIn(decision)).toMatchObject({ status: 'False', reason: 'NotAttached' });
  });

  it('wait for the certificate, and for public access', () => {
    const { plan } = withDomain({ certificates: {}, observation: seen() });
    expect(plan.waits).toMatchObject([{ id: `certificate-chosen/${NAME}`, on: 'peer', reason: 'AwaitingCertificate' }]);
    expect(stepOf(plan, STEP).after).toEqual(
      expect.arrayContaining([`certificate-chosen/${NAME}`, 'open-internet', 'internet-running']),
    );
    expect(plan.blocked).toEqual([]);
  });

  it('without a fitting certificate are blocked, with what the owner can do', () => {
    const none = { certificateId: undefined, notAfter: undefined, reason: 'NotChosen', message: 'None of 0 fits.' };
    const decision = withDomain({ certificates: { [NAME]: none } });
    expect(decision.plan.blocked).toMatchObject([{ what: STEP, reason: 'NotChosen', rule: 'G40' }]);
    expect(readySteps(decision.plan)).toEqual([]);
    expect(findingIn(decision)).toMatchObject({ status: 'False', reason: 'NotChosen' });
  });

  it('wait for one that Torii gets, and ask nobody for it', () => {
    const issuing = { certificateId: undefined, notAfter: undefined, reason: 'Issuing', message: 'it is being got' };
    const { plan } = withDomain({ domain: { certificate: 'letsencrypt' }, certificates: { [NAME]: issuing } });
    expect(plan.waits).toMatchObject([{ id: `certificate-chosen/${NAME}`, reason: 'Issuing' }]);
    expect(plan.blocked).toEqual([]);
  });

  it('can be declared without a certificate: they serve HTTP', () => {
    const decision = withDomain({ domain: { certificate: 'none' } });
    expect(stepOf(decision.plan, STEP)).toMatchObject({
      certificateId: undefined,
      effects: [],
      summary: `attach ${NAME} without a certificate (HTTP only)`,
    });
    const there = withDomain({ domain: { certificate: 'none' }, attached: { certificateId: undefined } });
    expect(findingIn(there)).toMatchObject({ status: 'True' });
  });

  it('that serve HTTPS go back to HTTP only when agreed to', () => {
    const { plan } = withDomain({ domain: { certificate: 'none' }, attached: {} });
    expect(stepOf(plan, STEP).effects).toEqual(['disrupts']);
  });

  it('are detached first, which is asked for, where the platform does not replace a certificate in place', () => {
    const decision = withDomain({
      attached: { certificateId: '6' },
      memory: { ...NO_PROVISIONING_MEMORY, reattaching: 'refused' },
    });
    expect(decision.plan.steps).toMatchObject([{ id: `detach-domain/${NAME}/internet`, effects: ['disrupts'] }]);
    expect(decision.plan.steps[0]?.summary).toContain('attach it again with certificate 7');
    expect(findingIn(decision)).toMatchObject({ status: 'False', reason: 'OtherCertificate' });
    const toHttp = withDomain({
      attached: { certificateId: '6' },
      domain: { certificate: 'none' },
      memory: { ...NO_PROVISIONING_MEMORY, reattaching: 'refused' },
    });
    expect(toHttp.plan.steps[0]?.summary).toContain('attach it again with no certificate');
    const detached = withDomain({ memory: { ...NO_PROVISIONING_MEMORY, reattaching: 'refused' } });
    expect(stepOf(detached.plan, STEP)).toMatchObject({ certificateId: '7', effects: [], inPlace: false });
  });

  it('get another certificate in place of the one that is due', () => {
    const decision = withDomain({ attached: { certificateId: '6' } });
    expect(stepOf(decision.plan, STEP)).toMatchObject({
      certificateId: '7',
      effects: [],
      summary: `attach ${NAME} with certificate 7 instead of 6`,
    });
    expect(findingIn(decision)).toMatchObject({ status: 'False', reason: 'OtherCertificate' });
  });

  it('are waited for until they have taken effect (G43), and then true', () => {
    const coming = withDomain({ attached: { status: 'Pending' } });
    expect(coming.plan.waits).toMatchObject([{ id: `domain-attached/${NAME}/internet`, on: 'cloud' }]);
    expect(findingIn(coming)).toMatchObject({ status: 'False', reason: 'Attaching' });
    const there = withDomain({ attached: {} });
    expect(there.plan.steps).toEqual([]);
    expect(findingIn(there)).toMatchObject({ status: 'True', reason: 'Attached' });
    expect(there.memory.domains).toEqual([`${NAME}/internet`]);
  });

  it('for the intranet do not wait for public access (G42)', () => {
    const { plan } = planProvisioning(
      situation({
        declaration: declared({
          vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }],
          domains: [{ name: NAME, access: 'intranet', certificate: 'none' }],
        }),
      }),
    );
    expect(readySteps(plan)).toMatchObject([{ id: `attach-domain/${NAME}/intranet`, access: 'intranet' }]);
  });

  it('of one name for both sides are attached to each: one side does not stand for the other (G42)', () => {
    const { plan } = planProvisioning(
      situation({
        declaration: declared({
          internet: { allow: [] },
          vpcs: [{ vpcId: 'vpc-1', vSwitches: ['vsw-1'] }],
          domains: [
            { name: NAME, certificate: 'none' },
            { name: NAME, access: 'intranet', certificate: 'none' },
          ],
        }),
        observation: seen({
          gateway: gatewayThat(OPEN),
          domains: [{ name: NAME, access: 'internet', certificateId: undefined, status: 'Succeeded' }],
        }),
      }),
    );
    const attached = plan.steps.filter(({ kind }) => kind === 'attach-domain');
    expect(attached.map(({ id }) => id)).toEqual([`attach-domain/${NAME}/intranet`]);
  });

  it('that we attached and nobody declares any more are detached when agreed to; others’ stay', () => {
    const old: ObservedDomain = {
      name: 'old.example.com',
      access: 'internet',
      certificateId: '1',
      status: 'Succeeded',
    };
    const theirs = { ...old, name: 'theirs.example.com' };
    const { plan, memory } = planProvisioning(
      situation({
        observation: seen({ domains: [old, theirs] }),
        memory: { ...NO_PROVISIONING_MEMORY, domains: ['old.example.com/internet'] },
      }),
    );
    expect(plan.steps).toMatchObject([{ id: 'detach-domain/old.example.com/internet', effects: ['disrupts'] }]);
    expect(plan.kept).toMatchObject([{ what: 'theirs.example.com' }]);
    expect(memory.domains).toEqual(['old.example.com/internet']);
  });

  it('are not detached by the dozen unless their owner forces just these', () => {
    const names = Array.from({ length: 12 }, (_, at) => `d${at}.example.com`);
    const planned = (declaredNames: string[], forced: string[] = []) =>
      planProvisioning(
        situation({
          declaration: declared({
            internet: { allow: [] },
            domains: declaredNames.map((name) => ({ name, certificate: 'none' })),
          }),
          observation: seen({
            gateway: gatewayThat(OPEN),
            domains: names.map((name) => ({ name, access: 'internet', certificateId: undefined, status: 'Succeeded' })),
          }),
          memory: { ...NO_PROVISIONING_MEMORY, domains: names.map((name) => `${name}/internet`) },
          forced,
        }),
      );
    expect(planned(names.slice(3)).plan).toMatchObject({ steps: { length: 3 }, blocked: [] });
    const { plan, findings } = planned(names.slice(4));
    expect(plan).toMatchObject({ steps: [], blocked: [{ what: 'domains', reason: 'OverThreshold' }] });
    expect(findings.find(({ type }) => type === 'DomainsAttached')).toMatchObject({
      status: 'False',
      reason: 'OverThreshold',
    });
    const touches = plan.blocked.flatMap(({ held }) => held?.touches ?? []);
    expect(planned(names.slice(4), touches).plan.steps).toHaveLength(4);
    expect(planned(names.slice(5), touches).plan.steps).toEqual([]);
    expect(planned([]).findings.map(({ type }) => type)).toContain('DomainsAttached');
  });

  it('whose attaching was never answered are ours when they come to light', () => {
    const { memory } = planProvisioning(
      situation({
        observation: seen({ domains: [{ name: NAME, access: 'internet', certificateId: '7', status: 'Pending' }] }),
        openIntents: [STEP],
      }),
    );
    expect(memory.domains).toEqual([`${NAME}/internet`]);
  });
});

describe('a certificate that no client would take, or that EAS refused', () => {
  const NOW = Date.UTC(2026, 5, 1);
  const settled = (is: Partial<ReturnType<typeof servedBy>>) => ({ [NAME]: { ...servedBy('8'), ...is } });
  const refusal = { certificateId: '8', code: 'InvalidCertificate.NotFound', message: 'no such certificate', at: NOW };
  const refused = { ...NO_PROVISIONING_MEMORY, certificateRefusals: { [`${NAME}/internet`]: refusal } };

  it.each([
    ['ended', { notAfter: NOW - 1 }, 'certificate 8 ended on 2026-05-31'],
    ['is for another name', { names: ['other.example.com', '*.a.com'] }, 'is for other.example.com, *.a.com'],
    ['bears no name', { names: [] }, 'is for no name'],
  ])('is not attached where it %s: what serves goes on serving (G40)', (_what, is, message) => {
    const decision = withDomain({ certificates: settled(is), attached: {}, now: NOW });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.plan.blocked).toMatchObject([
      { what: STEP, reason: 'CertificateUnfit', rule: 'G40', message: expect.stringContaining(message) },
    ]);
    expect(findingIn(decision)).toMatchObject({ status: 'False', reason: 'CertificateUnfit' });
  });

  it.each([
    ['covers the name and is valid', { notAfter: NOW, names: ['*.example.com'] }],
    ['tells neither dates nor names', { notAfter: undefined }],
  ])('is attached where it %s', (_what, is) => {
    const { plan } = withDomain({ certificates: settled(is), attached: {}, now: NOW });
    expect(readySteps(plan)).toMatchObject([{ id: STEP, certificateId: '8' }]);
  });

  it('goes on serving where it is attached already, whatever became of it', () => {
    const decision = withDomain({
      certificates: settled({ notAfter: NOW - 1 }),
      attached: { certificateId: '8' },
      now: NOW,
    });
    expect(findingIn(decision)).toMatchObject({ status: 'True' });
  });

  it('is named with what EAS said, and tried again after ten minutes or when another is chosen', () => {
    const decision = withDomain({ certificates: settled({}), attached: {}, memory: refused, now: NOW });
    expect(decision.plan.steps).toEqual([]);
    expect(decision.plan.blocked).toMatchObject([
      { what: STEP, reason: 'CertificateRefused', message: expect.stringContaining('InvalidCertificate.NotFound') },
    ]);
    expect(findingIn(decision)).toMatchObject({ status: 'False', reason: 'CertificateRefused' });
    const another = withDomain({ certificates: { [NAME]: servedBy('9') }, attached: {}, memory: refused, now: NOW });
    expect(readySteps(another.plan)).toMatchObject([{ certificateId: '9' }]);
    const lasting = (memory: typeof refused, ms: number) =>
      Object.keys(withoutOldRefusals(memory, NOW + ms).certificateRefusals ?? {});
    expect(lasting(refused, 600_000 - 1)).toEqual([`${NAME}/internet`]);
    expect(lasting(refused, 600_000)).toEqual([]);
    // Where trying is an outage, it is not tried again.
    expect(lasting({ ...refused, reattaching: 'refused' }, 86_400_000)).toEqual([`${NAME}/internet`]);
  });

  it('leaves the domain with the one that served it before it was detached', () => {
    const memory = { ...refused, reattaching: 'refused' as const, detachedFrom: { [`${NAME}/internet`]: '7' } };
    const decision = withDomain({ certificates: settled({}), memory, now: NOW });
    expect(readySteps(decision.plan)).toMatchObject([{ id: STEP, certificateId: '7', inPlace: false }]);
    expect(decision.memory.detachedFrom).toEqual({ [`${NAME}/internet`]: '7' });
    const back = withDomain({ certificates: settled({}), memory, attached: {}, now: NOW });
    expect(back.plan.steps).toEqual([]);
    expect(back.memory.detachedFrom).toEqual({});
    const outage = withDomain({ memory: { ...memory, certificateRefusals: {} }, attached: { certificateId: '6' } });
    expect(servedUntilDetached(outage.plan.steps, undefined)).toEqual({ [`${NAME}/internet`]: '6' });
    expect(servedUntilDetached([], { a: '1' })).toEqual({ a: '1' });
    const forGood = detachStep(NAME, 'internet', []);
    expect(servedUntilDetached([forGood], undefined)).toBeUndefined();
    expect(servedUntilDetached(outage.plan.steps, { a: '1' })).toEqual({ a: '1', [`${NAME}/internet`]: '6' });
  });

  it.each([
    ['InvalidCertificate.NotFound', true],
    ['InvalidCertificate.DomainMismatch', true],
    ['CertificateNotExist', true],
    ['InvalidDomain', false],
  ])('is told from another refusal by its code: %s', (code, isAboutIt) => {
    expect(refusesCertificate(code)).toBe(isAboutIt);
  });
});

describe('what is remembered of attached certificates', () => {
  it('is which one the last look found, and since when the platform has been done with it', () => {
    const key = `${NAME}/internet`;
    const at = (now: number, attached: Partial<ObservedDomain>, memory = NO_PROVISIONING_MEMORY) =>
      withDomain({ attached, memory, now }).memory;
    const first = at(1, { status: 'Deploying' });
    expect(first.domainsSeen).toEqual({ [key]: { certificateId: '7', since: 1, changing: true } });
    const done = at(2, {}, first);
    expect(done.domainsSeen).toEqual({ [key]: { certificateId: '7', since: 2 } });
    expect(at(3, {}, done).domainsSeen).toEqual(done.domainsSeen);
    expect(at(4, { certificateId: '8' }, done).domainsSeen).toEqual({ [key]: { certificateId: '8', since: 4 } });
    expect(at(5, { certificateId: undefined }, done).domainsSeen).toEqual({ [key]: { since: 5 } });
    expect(withDomain({ memory: done }).memory.domainsSeen).toEqual({});
  });
});
