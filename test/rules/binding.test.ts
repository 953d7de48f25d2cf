import { describe, expect, it } from 'vitest';
import { shownAmong } from '../../shared/domain-rules/binding/endpoints.ts';
import { judgeBinding } from '../../shared/domain-rules/binding/judge-binding.ts';
import { type KeptBinding, NO_SERVICES_MEMORY, type ServicesMemory } from '../../shared/domain-rules/binding/memory.ts';
import { keepWayBack } from '../../shared/domain-rules/binding/remember-services.ts';
import { readySteps } from '../../shared/domain-rules/plan.ts';
import { NO_PROVISIONING_MEMORY } from '../../shared/domain-rules/provisioning/input.ts';
import type { ObservedDomain, ObservedService } from '../../shared/domain-rules/provisioning/observation.ts';
import { planProvisioning } from '../../shared/domain-rules/provisioning/plan-provisioning.ts';
import { gatewayQuestion } from '../../shared/domain-rules/subject.ts';
import {
  ACCOUNT,
  declared,
  GATEWAY_ID,
  gatewayThat,
  OPEN,
  reachedUnder,
  seen,
  service,
  situation,
  stepOf,
} from './worlds.ts';

const CONFIG = {
  metadata: { name: 'chat', instance: 2 },
  networking: { path: '/chat' },
  containers: [{ image: 'one', env: [{ name: 'API_KEY', value: 'secret-value' }] }],
};
const BOUND = { ...CONFIG, networking: { path: '/chat', gateway: GATEWAY_ID } };
const KEPT: KeptBinding = { before: JSON.stringify(CONFIG), version: 4, gatewayId: GATEWAY_ID };

describe('what became of a binding (G50)', () => {
  const { containers: _, ...withoutContainers } = BOUND;
  it.each<[string, object, number | undefined, boolean, string]>([
    ['only the gateway changed', BOUND, 5, false, 'holds'],
    ['the service was scaled meanwhile', { ...BOUND, metadata: { name: 'chat', instance: 9 } }, 5, true, 'holds'],
    ['nothing changed', CONFIG, 4, false, 'not-made'],
    ['nothing changed but its size', { ...CONFIG, metadata: { name: 'chat', instance: 3 } }, 4, false, 'not-made'],
    ['our write lost something, and it was answered', withoutContainers, 5, true, 'damaged'],
    ['our write changed something, and it was answered', { ...BOUND, containers: [] }, 5, true, 'damaged'],
    ['something is lost, and nobody knows whether our write came', withoutContainers, 5, false, 'damaged'],
    ['something came that we cannot have written', { ...BOUND, extra: 1 }, 5, false, 'changed-since'],
    ['somebody wrote after us', withoutContainers, 6, true, 'changed-since'],
    ['the cloud tells no versions', withoutContainers, undefined, true, 'changed-since'],
    ['somebody changed it and bound it to no gateway', { ...CONFIG, extra: 1 }, 5, true, 'changed-since'],
  ])('%s', (_, now, latestVersion, came, kind) => {
    expect(judgeBinding(KEPT, { config: JSON.stringify(now), latestVersion }, came).kind).toBe(kind);
  });

  it('cannot be our doing where the version before is not known', () => {
    const kept = { ...KEPT, version: undefined };
    expect(judgeBinding(kept, { config: JSON.stringify(withoutContainers) }, true).kind).toBe('changed-since');
  });

  it('names paths, never values', () => {
    const changed = { ...BOUND, containers: [{ image: 'two', env: [{ name: 'API_KEY', value: 'other' }] }] };
    const judgement = judgeBinding(KEPT, { config: JSON.stringify(changed), latestVersion: 5 }, true);
    expect(judgement).toEqual({ kind: 'damaged', paths: ['containers[0].image', 'containers[0].env[0].value'] });
  });
});

function look(
  shown: Partial<ObservedService> | undefined,
  services: Partial<ServicesMemory>,
  more: Parameters<typeof situation>[0] = {},
) {
  const decision = planProvisioning(
    situation({
      declaration: declared({ services: [{ name: 'chat' }] }),
      observation: seen({ services: { chat: shown && service('chat', shown) } }),
      memory: { ...NO_PROVISIONING_MEMORY, gatewayId: GATEWAY_ID, services: { ...NO_SERVICES_MEMORY, ...services } },
      ...more,
    }),
  );
  return {
    ...decision,
    services: decision.memory.services,
    finding: decision.findings.find(({ type }) => type === 'ServicesBound'),
  };
}

const bound = { gatewayId: GATEWAY_ID, endpoints: reachedUnder() };
const BROKEN = JSON.stringify({ metadata: CONFIG.metadata, networking: BOUND.networking });
const damaged = { config: BROKEN, latestVersion: 5, ...bound };

describe('the way back of a binding (G50)', () => {
  it('is written down before the call, and only for the services that are about to be bound', () => {
    const { plan } = look({ config: KEPT.before, latestVersion: 4 }, {});
    const kept = keepWayBack(plan.steps, NO_SERVICES_MEMORY, GATEWAY_ID).kept;
    expect(kept).toEqual({ chat: KEPT });
    expect(keepWayBack([], NO_SERVICES_MEMORY, GATEWAY_ID).kept).toEqual({});
    expect(keepWayBack(plan.steps, NO_SERVICES_MEMORY, undefined).kept).toEqual({});
  });

  it('is forgotten once the comparison held, or once the service is gone', () => {
    const { services, finding } = look(
      { config: JSON.stringify(BOUND), latestVersion: 5, ...bound },
      { kept: { chat: KEPT } },
    );
    expect(services.kept).toEqual({});
    expect(services.ours).toEqual(['chat']);
    expect(finding).toMatchObject({ status: 'True', reason: 'Bound' });
    expect(look(undefined, { kept: { chat: KEPT } }).services.kept).toEqual({});
  });

  it('is kept while a call without an answer may still come to light, and not longer', () => {
    const shown = { config: KEPT.before, latestVersion: 4 };
    const open = look(shown, { kept: { chat: KEPT } }, { openIntents: ['bind-service/chat'] });
    expect(open.services.kept).toEqual({ chat: KEPT });
    expect(look(shown, { kept: { chat: KEPT } }).services.kept).toEqual({});
  });

  it('is kept while the gateway is not seen', () => {
    const observation = seen({ gateway: gatewayThat({ status: 'Waiting' }) });
    expect(look(undefined, { kept: { chat: KEPT } }, { observation }).services.kept).toEqual({ chat: KEPT });
    const gone = { ...observation, gateway: undefined };
    expect(look(undefined, { kept: { chat: KEPT } }, { observation: gone }).services.kept).toEqual({ chat: KEPT });
  });

  it('asks for nothing where the call may not have come and the service is declared no more', () => {
    const open = { openIntents: ['bind-service/chat'], declaration: declared() };
    expect(look({ config: KEPT.before, latestVersion: 4 }, { kept: { chat: KEPT } }, open).plan.steps).toEqual([]);
  });

  it('waits for the gateway where the service is declared no more', () => {
    const observation = seen({ gateway: undefined });
    const { plan } = look(undefined, { kept: { chat: KEPT } }, { observation, declaration: declared() });
    expect(plan.steps).toMatchObject([{ kind: 'create-gateway' }]);
  });

  it('is taken without asking where our write changed more, as soon as the service takes a change', () => {
    const rolling = look({ ...damaged, status: 'Updating' }, { kept: { chat: KEPT } });
    expect(rolling.services.kept.chat).toEqual({ ...KEPT, damaged: ['containers'] });
    expect(readySteps(rolling.plan)).toEqual([]);
    expect(rolling.plan.waits).toMatchObject([{ id: 'service/chat', on: 'cloud' }]);
    const ready = look(damaged, { kept: { chat: KEPT } });
    expect(readySteps(ready.plan)).toMatchObject([
      { id: 'restore-service/chat', effects: [], body: KEPT.before, before: BROKEN },
    ]);
    expect(ready.finding).toMatchObject({ status: 'False', reason: 'BindingChangedMore' });
  });

  it('is taken for a service that is declared no more, too', () => {
    const { plan } = look(damaged, { kept: { chat: KEPT } }, { declaration: declared() });
    expect(plan.steps).toMatchObject([{ id: 'restore-service/chat' }]);
  });

  it('is not taken where somebody changed the service since: theirs stands', () => {
    const { plan, services } = look({ ...damaged, latestVersion: 6 }, { kept: { chat: KEPT } });
    expect([plan.steps, services.kept]).toEqual([[], {}]);
  });

  const kept = { chat: { ...KEPT, damaged: ['containers'] } };
  it('once taken, keeps the binding from being tried again until somebody changes the service', () => {
    const back = look({ config: KEPT.before, latestVersion: 6 }, { kept });
    expect(back.services).toMatchObject({ kept: {}, putBack: { chat: { paths: ['containers'], version: 6 } } });
    expect(back.plan.blocked).toMatchObject([{ what: 'bind-service/chat', reason: 'BindingChangedMore', rule: 'G50' }]);
    expect(back.plan.steps).toEqual([]);
    const { putBack } = back.services;
    expect(look({ config: KEPT.before, latestVersion: 6 }, { putBack }).plan.steps).toEqual([]);
    const changed = look({ config: KEPT.before, latestVersion: 7 }, { putBack });
    expect(changed.plan.steps).toMatchObject([{ id: 'bind-service/chat' }]);
    expect(changed.services.putBack).toEqual({});
    expect(look(undefined, { putBack }).services.putBack).toEqual({});
    expect(look({ config: BROKEN, latestVersion: 6, ...bound }, { putBack }).services.putBack).toEqual({});
  });

  it('counts from the beginning where the cloud tells no versions', () => {
    expect(look({ config: KEPT.before }, { kept }).services.putBack).toMatchObject({ chat: { version: 0 } });
    expect(look({ config: KEPT.before }, { putBack: { chat: { paths: [], version: 0 } } }).plan.steps).toEqual([]);
  });
});

describe('a service that is declared no more (G50)', () => {
  const undeclared = { declaration: declared() };
  it('is taken off the gateway when agreed to, if it was bound by us', () => {
    const { plan } = look({ config: JSON.stringify(BOUND), ...bound }, { ours: ['chat'] }, undeclared);
    const step = stepOf(plan, 'unbind-service/chat');
    expect(step.effects).toEqual(['disrupts']);
    expect(step.kind === 'unbind-service' && JSON.parse(step.body)).toEqual(CONFIG);
    const gone = look({ config: KEPT.before }, { ours: ['chat'] }, undeclared);
    expect([gone.plan.steps, gone.services.ours]).toEqual([[], []]);
  });

  it('waits while it rolls, and is said where nobody can read its configuration', () => {
    const rolling = look(
      { ...bound, status: 'Updating', config: JSON.stringify(BOUND) },
      { ours: ['chat'] },
      undeclared,
    );
    expect(readySteps(rolling.plan)).toEqual([]);
    expect(rolling.plan.waits).toMatchObject([{ id: 'service/chat' }]);
    const odd = look({ ...bound, config: '[]' }, { ours: ['chat'] }, undeclared);
    expect(odd.plan.blocked).toMatchObject([{ what: 'unbind-service/chat', reason: 'ConfigUnreadable' }]);
  });

  it('stays where somebody else bound it', () => {
    expect(look({ config: JSON.stringify(BOUND), ...bound }, {}, undeclared).plan.steps).toEqual([]);
  });

  it('is known as ours also where the answer to our call was lost', () => {
    const lost = look(bound, {}, { ...undeclared, openIntents: ['bind-service/chat'] });
    expect(lost.services.ours).toEqual(['chat']);
  });
});

describe('a bound service whose autoscaler goes down to no instance since (G03)', () => {
  it('is said with the fix and not corrected; that it serves is proved all the same', () => {
    const { plan, finding } = look({ ...bound, minReplica: 0 }, {});
    expect(plan.steps).toEqual([]);
    expect(plan.blocked).toMatchObject([
      { reason: 'MayScaleToZero', rule: 'G03', wayOut: "Set the autoscaler's min to 1 or more." },
    ]);
    expect(finding).toMatchObject({ status: 'False', reason: 'MayScaleToZero' });
  });

  it('is not said where the configuration cannot be read', () => {
    expect(look({ ...bound, config: 'x' }, {}).finding).toMatchObject({ status: 'True' });
  });
});

describe('a service that is bound before it can be called (G43)', () => {
  const NAME = 'chat.example.com';
  const domain: ObservedDomain = { name: NAME, access: 'internet', certificateId: undefined, status: 'Succeeded' };
  const spec = {
    internet: { allow: [] },
    domains: [{ name: NAME, certificate: 'none' }],
    services: [{ name: 'chat' }],
  };
  const withDomain = (shown: Partial<ObservedService>, status: string, services: Partial<ServicesMemory> = {}) =>
    look({}, services, {
      declaration: declared(spec),
      observation: seen({
        gateway: gatewayThat(OPEN),
        services: { chat: service('chat', { gatewayId: GATEWAY_ID, ...shown }) },
        domains: [{ ...domain, status }],
      }),
    });
  const toShow = [GATEWAY_ID, `internet/${NAME}`];

  it('is awaited until its endpoints show the gateway and the custom domain', () => {
    const hidden = withDomain({ endpoints: { gateway: false, internet: [], intranet: [] } }, 'Succeeded');
    expect(hidden.finding).toMatchObject({ status: 'False', reason: 'AwaitingEndpoint' });
    expect(hidden.plan.waits.map(({ id, on }) => [id, on])).toEqual(
      toShow.map((one) => [`endpoint-shown/chat/${one}`, 'cloud']),
    );
    const half = withDomain({ endpoints: reachedUnder() }, 'Succeeded');
    expect(half.plan.waits.map(({ id }) => id)).toEqual([`endpoint-shown/chat/internet/${NAME}`]);
    const whole = withDomain({ endpoints: reachedUnder(NAME) }, 'Succeeded');
    expect(whole.finding).toMatchObject({ status: 'True' });
    expect(whole.services.shown).toEqual({ chat: toShow });
  });

  it('is not asked again for what was seen, also not while the certificate changes', () => {
    const shown = { chat: toShow };
    expect(withDomain({}, 'Succeeded', { shown }).finding).toMatchObject({ status: 'True' });
    expect(withDomain({}, 'Pending', { shown }).services.shown).toEqual(shown);
    const without = look({ ...bound, endpoints: undefined }, { shown });
    expect(without.services.shown).toEqual({ chat: [GATEWAY_ID] });
  });

  it.each<[string, Partial<ObservedService>, string[] | undefined, boolean]>([
    ['is asked while nothing was seen', {}, undefined, true],
    ['is asked while a domain was not seen', {}, [GATEWAY_ID], true],
    ['is not asked once all was seen', {}, toShow, false],
    [
      'is asked where only its configuration says that it is bound',
      { gatewayId: undefined, config: JSON.stringify(BOUND) },
      undefined,
      true,
    ],
    ['is not asked where its configuration is no help', { gatewayId: undefined, config: 'x' }, undefined, false],
    ['is not asked while it rolls', { status: 'Updating' }, undefined, false],
    ['is not asked while it is bound elsewhere', { gatewayId: 'gw-other' }, undefined, false],
  ])('%s', (_, is, seenOnce, asks) => {
    const declaration = declared(spec);
    const subject = {
      account: ACCOUNT,
      region: 'cn-beijing',
      name: 'chat-prod',
      declared: { generation: 1, declaration, deletion: undefined, adopts: undefined },
      peers: {},
    };
    const known = { ...NO_SERVICES_MEMORY, ours: ['former'], shown: seenOnce ? { chat: seenOnce } : {} };
    const question = gatewayQuestion(subject, { gatewayId: GATEWAY_ID }, {}, known);
    expect(question.services).toEqual(['chat', 'former']);
    const bound = (name: string) => service(name, { gatewayId: GATEWAY_ID, ...is });
    expect(question.wantsEndpoints(bound('chat'), GATEWAY_ID, [domain])).toBe(asks);
    expect(question.wantsEndpoints(bound('former'), GATEWAY_ID, [domain])).toBe(false);
  });

  it('tells the two sides of one name apart', () => {
    const endpoints = { gateway: true, internet: [], intranet: [NAME] };
    expect(shownAmong([GATEWAY_ID, `internet/${NAME}`, `intranet/${NAME}`], endpoints)).toEqual([
      GATEWAY_ID,
      `intranet/${NAME}`,
    ]);
  });
});
