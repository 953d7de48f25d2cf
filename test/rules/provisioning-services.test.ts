import { describe, expect, it } from 'vitest';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import type { ObservedService } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { declared, GATEWAY_ID, gatewayThat, reachedUnder, seen, service, situation, stepOf } from './worlds.ts';

function withService(shown: ObservedService | undefined, gateway = gatewayThat()) {
  const decision = planProvisioning(
    situation({
      declaration: declared({ services: [{ name: 'chat_7b' }] }),
      observation: seen({ gateway, services: { chat_7b: shown } }),
    }),
  );
  return { ...decision, finding: decision.findings.find(({ type }) => type === 'ServicesBound') };
}

describe('services behind the gateway (G50)', () => {
  it('are bound when agreed to, because they roll, with the whole networking object', () => {
    const config = JSON.stringify({ metadata: { instance: 1 }, networking: { disable_failure_handler: true } });
    const { plan, finding } = withService(service('chat_7b', { config }));
    const step = stepOf(plan, 'bind-service/chat_7b');
    expect(step).toMatchObject({ kind: 'bind-service', effects: ['disrupts'], before: config });
    expect(JSON.parse(step.kind === 'bind-service' ? step.body : '')).toEqual({
      networking: { disable_failure_handler: true, gateway: GATEWAY_ID },
    });
    expect(finding).toMatchObject({ status: 'False', reason: 'NotBound' });
  });

  it('are shown in the plan before the gateway runs', () => {
    const { plan, finding } = withService(service('chat_7b'), gatewayThat({ status: 'Creating' }));
    expect(stepOf(plan, 'bind-service/chat_7b').effects).toEqual(['disrupts']);
    expect(readySteps(plan)).toEqual([]);
    expect(finding).toMatchObject({ reason: 'NotBound', message: 'chat_7b is bound once the gateway runs' });
  });

  it('that answer behind it need nothing', () => {
    const { plan, finding } = withService(service('chat_7b', { gatewayId: GATEWAY_ID, endpoints: reachedUnder() }));
    expect(plan.steps).toEqual([]);
    expect(finding).toMatchObject({ status: 'True', reason: 'Bound', message: 'every declared service is bound' });
  });

  it('that are changing are waited for: the binding of one that is not bound comes after', () => {
    const { plan, finding } = withService(service('chat_7b', { status: 'Updating' }));
    expect(plan.waits).toMatchObject([{ id: 'service/chat_7b', on: 'cloud', reason: 'ServiceRolling' }]);
    expect(readySteps(plan)).toEqual([]);
    expect(stepOf(plan, 'bind-service/chat_7b').after).toContain('service/chat_7b');
    expect(finding).toMatchObject({ status: 'False', reason: 'ServiceRolling' });
    expect(withService(service('chat_7b', { status: 'Updating', gatewayId: GATEWAY_ID })).plan.steps).toEqual([]);
  });

  it.each<[string, ObservedService | undefined, string, string]>([
    ['that does not exist', undefined, 'ServiceMissing', 'G50'],
    [
      'that scales from zero (G03)',
      service('chat_7b', { config: '{"metadata":{"instance":0}}' }),
      'ScalesFromZero',
      'G03',
    ],
    ['that is stopped', service('chat_7b', { status: 'Stopped' }), 'NotRunning', 'G50'],
    ['whose configuration nobody can read', service('chat_7b', { config: '[]' }), 'ConfigUnreadable', 'G50'],
  ])('one %s is blocked, said, and looked at by the timer', (_, shown, reason, rule) => {
    const { plan, finding } = withService(shown);
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([{ what: 'bind-service/chat_7b', reason, rule }]);
    expect(plan.waits).toMatchObject([{ id: 'service/chat_7b', on: 'peer', reason }]);
    expect(finding).toMatchObject({ status: 'False', reason });
  });
});

describe('services that stand behind a gateway that is taken over', () => {
  it('and are not declared stay, and are counted', () => {
    const services = {
      chat_7b: service('chat_7b', { gatewayId: GATEWAY_ID }),
      theirs: service('theirs', { gatewayId: GATEWAY_ID }),
      elsewhere: service('elsewhere', { gatewayId: 'gw-other' }),
      missing: undefined,
    };
    const declaration = declared({ services: [{ name: 'chat_7b' }], internet: { allow: [] } });
    const { plan } = planProvisioning(situation({ declaration, observation: seen({ services }) }));
    expect(plan.kept).toMatchObject([{ what: 'theirs' }]);
  });
});
