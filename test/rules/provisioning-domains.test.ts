import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { NO_PROVISIONING_MEMORY, type ProvisioningInput } from '../../shared/domain-rules/provisioning/input.ts';
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
