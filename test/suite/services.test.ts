import { describe, expect, it } from 'vitest';
import { CHAT, HOUR_MS, openHouse } from '../scenario/open-house.ts';

const CALLS = [1, 2, 3, 4];

describe('binding a service (G50)', () => {
  it.each((['deep', 'shallow'] as const).flatMap((merge) => CALLS.map((afterCalls) => ({ merge, afterCalls }))))(
    'leaves everything but the gateway as it was: $merge merge, the function dies $afterCalls calls after the update',
    async ({ merge, afterCalls }) => {
      const scene = await openHouse(CHAT);
      const { cloud, runtime } = scene;
      cloud.eas.serviceMerge = merge;
      const service = cloud.eas.service(cloud.account.id, 'cn-beijing', 'chat');
      const before = structuredClone(service.config) as { networking: object };
      let config = service.config;
      let kill: ReturnType<typeof runtime.kill> | undefined;
      Object.defineProperty(service, 'config', {
        get: () => config,
        set(next) {
          config = next;
          kill ??= runtime.kill({ functionName: 'torii-gateway-provisioner', afterCalls, when: 'before' });
        },
      });
      expect(await scene.until(await scene.declare(), 'Succeeded', 3 * HOUR_MS)).toBe(true);
      expect(kill?.deaths).toBe(1);
      const [gateway] = cloud.eas.gatewaysOf(cloud.account.id, 'cn-beijing');
      expect(config).toEqual({ ...before, networking: { ...before.networking, gateway: gateway?.id } });
      expect(cloud.calls.count('UpdateService')).toBe(1);
    },
  );
});
