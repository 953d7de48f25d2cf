import { describe, expect, it } from 'vitest';
import { REGION } from '../contract/eas-cloud.ts';
import { openEasWorld } from './eas-actions.ts';

describe('the traffic of a service', () => {
  it('is mirrored to others, more or less, and not any more', async () => {
    const { act, runningService } = await openEasWorld({ delayScale: 0 });
    const [service] = [await runningService('chat'), await runningService('one'), await runningService('two')];
    const body = { Ratio: 30, Target: ['one'] };
    const where = `for service [chat] in region [${REGION}], ratio`;
    expect(await act('CreateServiceMirror', { service, body })).toMatchObject({
      Message: `Traffic mirroring is ON ${where} [30%]`,
    });
    await expect(act('CreateServiceMirror', { service, body })).rejects.toMatchObject({
      code: 'InvalidMirror.AlreadyExists',
    });
    expect(await act('UpdateServiceMirror', { service, body: { Ratio: 70, Target: ['one', 'two'] } })).toMatchObject({
      Message: `Traffic mirroring is updating ${where} [70%]`,
    });
    expect(await act('DescribeServiceMirror', { service })).toMatchObject({
      ...{ ServiceName: 'chat', Ratio: '70', Target: 'one,two' },
    });
    for (const Target of [['none'], ['chat']]) {
      for (const action of ['CreateServiceMirror', 'UpdateServiceMirror'] as const) {
        const on = action === 'CreateServiceMirror' ? 'two' : service;
        const target = action === 'CreateServiceMirror' && Target[0] === 'chat' ? ['two'] : Target;
        const call = act(action, { service: on, body: { Ratio: 1, Target: target } });
        await expect(call).rejects.toMatchObject({ code: 'InvalidMirror.Target' });
      }
    }
    expect(await act('DeleteServiceMirror', { service })).toMatchObject({
      Message: `Traffic mirroring is OFF ${where} [70%]`,
    });
    for (const action of ['DescribeServiceMirror', 'DeleteServiceMirror', 'UpdateServiceMirror'] as const) {
      const call = act(action, { service, ...(action === 'UpdateServiceMirror' && { body }) });
      await expect(call).rejects.toMatchObject({ code: 'InvalidMirror.NotFound' });
    }
    await expect(act('CreateServiceMirror', { service, body: { ...body, Ratio: 101 } })).rejects.toMatchObject({
      code: 'InvalidRatio',
    });
  });

  it('is released by weight', async () => {
    const { act, runningService } = await openEasWorld({ delayScale: 0 });
    const service = await runningService('chat');
    expect(await act('ReleaseService', { service, body: { Weight: 40 } })).toMatchObject({
      Message: `Releasing service [chat] in region [${REGION}] with weight [40], service status: [Running]`,
    });
    expect(await act('DescribeService', { service })).toMatchObject({ Weight: 40, TrafficState: 'standalone' });
    await expect(act('ReleaseService', { service, body: { Weight: 1001 } })).rejects.toMatchObject({
      code: 'InvalidWeight',
    });
    await expect(act('ReleaseService', { service, body: { TrafficState: 'grouping' } })).rejects.toMatchObject({
      code: 'OperationNotSupported.Service',
    });
  });
});
