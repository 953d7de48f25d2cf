import { describe, expect, it } from 'vitest';
import { CHAT, HOUR_MS, openHouse, type Scene } from './open-house.ts';

const PROVISIONER = 'torii-gateway-provisioner';

type Config = Record<string, Record<string, unknown>>;

const chat = ({ cloud }: Scene) => cloud.eas.service(cloud.account.id, 'cn-beijing', 'chat');
const boundTo = (scene: Scene) => (chat(scene).config as Config).networking?.gateway;

/** The owner's own call, as from the console. */
const owner = (scene: Scene, action: string, method: 'POST' | 'PUT', path: string, body: object, query = {}) =>
  scene.world.owner.call({
    product: 'eas',
    version: '2021-07-01',
    style: 'ROA',
    region: 'cn-beijing',
    action,
    method,
    path: `/api/v2/services/cn-beijing/chat${path}`,
    body,
    query,
    idempotent: false,
  });

/** What happens in the cloud at the moment the service is first bound to a dedicated gateway. */
function whenBound(scene: Scene, change: (config: Config) => Config): void {
  const service = chat(scene);
  let config = service.config as Config;
  let isBound = false;
  Object.defineProperty(service, 'config', {
    get: () => config,
    set(next: Config) {
      const first = !isBound && typeof next.networking?.gateway === 'string';
      isBound ||= first;
      config = first ? change(next) : next;
    },
  });
}

async function servicesBound(scene: Scene, operation: string): Promise<{ status: string; reason: string }> {
  const { conditions } = await scene.look(operation);
  return conditions.find(({ type }: { type: string }) => type === 'ServicesBound');
}

const untilServicesAre = (scene: Scene, operation: string, reason: string) =>
  scene.cloud.clock.runUntil(
    async () => (await servicesBound(scene, operation))?.reason === reason,
    scene.cloud.clock.now() + 2 * HOUR_MS,
  );

const stateOf = async ({ runtime, cloud, name }: Scene) =>
  JSON.stringify(
    await runtime.store.get({ account: cloud.account.id, region: 'cn-beijing', name, kind: 'provisioning' }),
  );

describe('a binding that changes more than the gateway (G50)', () => {
  it('is taken back though the function died right after it, and what was kept for that is nowhere else', async () => {
    const scene = await openHouse(CHAT);
    await owner(scene, 'UpdateService', 'PUT', '', { token: 'a-token-that-is-secret' }, { UpdateType: 'merge' });
    await scene.cloud.clock.advanceBy(HOUR_MS);
    const before = structuredClone(chat(scene).config);
    let kept = '';
    whenBound(scene, ({ containers: _, ...others }) => {
      scene.runtime.kill({ functionName: PROVISIONER, afterCalls: 1, when: 'before' });
      void stateOf(scene).then((text) => {
        kept = text;
      });
      return others;
    });
    const operation = await scene.declare();
    expect(await untilServicesAre(scene, operation, 'BindingChangedMore')).toBe(true);
    // Deployed functions seal it at rest.
    expect(kept).toContain(process.env.TORII_DEPLOYED === '1' ? '"before":{"sealed":' : 'a-token-that-is-secret');
    const back = () => scene.cloud.calls.count('UpdateService') === 3 && chat(scene).lifecycle.status === 'Running';
    expect(await scene.cloud.clock.runUntil(back, scene.cloud.clock.now() + HOUR_MS)).toBe(true);
    expect(chat(scene).config).toEqual(before);

    // It is not tried again and again: each time would roll the service.
    await scene.cloud.clock.advanceBy(3 * HOUR_MS);
    expect(scene.cloud.calls.count('UpdateService')).toBe(3);
    const { blocked } = await scene.look(operation);
    expect(blocked).toMatchObject([{ reason: 'BindingChangedMore', message: expect.stringContaining('containers') }]);
    const shown = [
      await stateOf(scene),
      await scene.look(operation),
      (await scene.api('GET', `/v1/gateways/${scene.name}/plan`)).body,
      (await scene.api('GET', `/v1/gateways/${scene.name}/journal`)).body,
      scene.runtime.invocations,
    ];
    expect(JSON.stringify(shown)).not.toContain('a-token-that-is-secret');
  });

  it('is not taken back where somebody else changed the service since: theirs stands', async () => {
    const scene = await openHouse(CHAT);
    whenBound(scene, (config) => {
      scene.runtime.kill({ functionName: PROVISIONER, afterCalls: 1, when: 'before' });
      return config;
    });
    const operation = await scene.declare();
    const { clock } = scene.cloud;
    const rolled = () => boundTo(scene) !== undefined && chat(scene).lifecycle.status === 'Running';
    scene.cloud.faults.add({ product: 'eas', action: 'DescribeService', kind: 'server-error', times: 40 });
    expect(await clock.runUntil(rolled, clock.now() + HOUR_MS)).toBe(true);
    const change = { metadata: { ...(chat(scene).config as Config).metadata, cpu: 4 } };
    await owner(scene, 'UpdateService', 'PUT', '', change, { UpdateType: 'merge' });
    expect(await scene.until(operation, 'Succeeded', 6 * HOUR_MS)).toBe(true);
    expect((chat(scene).config as Config).metadata).toMatchObject({ cpu: 4 });
    expect(scene.cloud.calls.count('UpdateService')).toBe(2);
  });
});

describe('a service whose autoscaler lets it go down to no instance (G03)', () => {
  it('is not bound until that is mended, and is reported, not corrected, when it comes later', async () => {
    const scene = await openHouse(CHAT);
    scene.cloud.eas.scalingFromZero = 'allowed';
    const scale = (action: string, method: 'POST' | 'PUT', min: number) =>
      owner(scene, action, method, '/autoscaler', {
        min,
        max: 5,
        scaleStrategies: [{ metricName: 'qps', threshold: 9 }],
      });
    await scale('CreateServiceAutoScaler', 'POST', 0);
    const operation = await scene.declare();
    expect(await untilServicesAre(scene, operation, 'ScalesFromZero')).toBe(true);
    expect((await scene.look(operation)).blocked).toMatchObject([
      { rule: 'G03', wayOut: "Set the autoscaler's min to 1 or more." },
    ]);
    expect(scene.cloud.calls.count('UpdateService')).toBe(0);

    await scale('UpdateServiceAutoScaler', 'PUT', 1);
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    await scale('UpdateServiceAutoScaler', 'PUT', 0);
    expect(await untilServicesAre(scene, operation, 'MayScaleToZero')).toBe(true);
    expect(scene.cloud.calls.of('UpdateServiceAutoScaler')).toHaveLength(2);
  });
});

describe('a service and the names that callers use (G43, G50)', () => {
  it('is bound when its endpoints show the domain, is not asked again, and is taken off when it is declared no more', async () => {
    const scene = await openHouse(CHAT);
    const nameless = CHAT.replace(/ {2}domains:[\s\S]*? {2}services/, '  services');
    await scene.until(await scene.declare(nameless), 'Succeeded');
    const operation = await scene.declare();
    expect(await untilServicesAre(scene, operation, 'AwaitingEndpoint')).toBe(true);
    const domain = () =>
      scene.cloud.eas.gatewaysOf(scene.cloud.account.id, 'cn-beijing')[0]?.customDomains.values().next().value;
    expect(domain()?.loaded).toBeUndefined();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    expect(domain()?.loaded).toBeDefined();
    const asked = scene.cloud.calls.count('DescribeServiceEndpoints');
    await scene.cloud.clock.advanceBy(6 * HOUR_MS);
    expect(scene.cloud.calls.count('DescribeServiceEndpoints')).toBe(asked);
    expect(await stateOf(scene)).not.toContain(chat(scene).token);

    const without = CHAT.replace(/ {2}services:\n {4}- name: chat\n/, '');
    const { body } = await scene.api('PUT', `/v1/gateways/${scene.name}`, without);
    expect(body.plan.awaiting).toMatchObject([{ id: 'unbind-service/chat', effects: ['disrupts'] }]);
    await scene.cloud.clock.advanceBy(HOUR_MS);
    expect(boundTo(scene)).toBeDefined();
    const planHash = (await scene.api('GET', `/v1/gateways/${scene.name}/plan`)).body.planHash;
    await scene.api('POST', `/v1/gateways/${scene.name}/approve`, JSON.stringify({ planHash }));
    expect(await scene.until(body.operation, 'Succeeded')).toBe(true);
    expect(boundTo(scene)).toBeUndefined();
  });
});
