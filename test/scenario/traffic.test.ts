import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openHouse } from './open-house.ts';

describe('a gateway declared by its traffic (G20)', () => {
  it('is bought in the smallest safe size, the owner is told why, and the same traffic changes nothing', async () => {
    const scene = await openHouse(readFileSync('examples/by-traffic.yaml', 'utf8'));
    const put = () => scene.api('PUT', `/v1/gateways/${scene.name}`, scene.text);
    const { status, body } = await put();
    expect(status).toBe(202);
    const advice = body.advice.find(({ reason }: { reason: string }) => reason === 'CapacityChosen');
    expect(advice).toMatchObject({ field: 'spec.traffic', rule: 'G20' });
    expect(advice.message).toContain('5 × 2c4g is the smallest gateway that stays in Security');
    const operation = await scene.declare();
    expect(await scene.until(operation, 'Succeeded')).toBe(true);
    const [created] = scene.cloud.calls.of('CreateGateway');
    expect(created?.parameters).toMatchObject({ InstanceType: '2c4g', Replicas: 5 });
    expect((await put()).status).toBe(200);
  });
});
