import { expect, it } from 'vitest';
import type { Body } from '../contract/eas-client.ts';
import { HOUR_MS } from '../contract/eas-cloud.ts';
import { openEasWorld } from './eas-actions.ts';

const job = (more: Body = {}): Body => ({
  Name: 'evening',
  Schedule: '0 0 18 * * *',
  TargetSize: 3,
  TimeZone: 'UTC',
  ...more,
});
const rows = (body: Body) => body.ScaleJobs as Body[];

it('scales a service by the clock, again and again, and tells how it went', async () => {
  const { act, cloud, runningService } = await openEasWorld();
  const service = await runningService('chat');
  const ScaleJobs = [job(), job({ Name: 'morning', Schedule: '0 0 6 * * *', TargetSize: 1, TimeZone: undefined })];
  expect(await act('CreateServiceCronScaler', { service, body: { ScaleJobs } })).toMatchObject({
    Message: 'Create cron scaler for service [chat] successfully',
  });
  const describe = () => act('DescribeServiceCronScaler', { service });
  expect(await describe()).toMatchObject({
    ...{ ServiceName: 'chat', ExcludeDates: [] },
    ScaleJobs: [
      {
        Name: 'evening',
        Schedule: '0 0 18 * * *',
        TargetSize: 3,
        State: 'Submitted',
        CreateTime: '2026-03-02T09:00:00Z',
      },
      // Six in the morning in Shanghai, unless another zone is given.
      { Name: 'morning' },
    ],
  });
  await cloud.clock.advanceTo(Date.parse('2026-03-02T18:30:00Z'));
  expect(await act('DescribeService', { service })).toMatchObject({ TotalInstance: 3, CronscalerEnabled: true });
  expect(rows(await describe())[0]).toMatchObject({
    ...{ State: 'Succeed', LastProbeTime: '2026-03-02T18:00:00Z' },
    Message: 'cron hpa job evening executed successfully. current replicas:1, desired replicas:3.',
  });
  await cloud.clock.advanceTo(Date.parse('2026-03-02T22:30:00Z'));
  expect(await act('DescribeService', { service })).toMatchObject({ TotalInstance: 1, RunningInstance: 1 });
  await cloud.clock.advanceTo(Date.parse('2026-03-03T18:30:00Z'));
  expect(await act('DescribeService', { service })).toMatchObject({ TotalInstance: 3 });
});

it('leaves out what is excluded, and what the service is not in the state for', async () => {
  const { act, cloud, later, runningService } = await openEasWorld();
  const service = await runningService('chat');
  // The second of March 2026 is a Monday.
  const body = { ScaleJobs: [job()], ExcludeDates: ['* * * * * 1'] };
  await act('CreateServiceCronScaler', { service, body });
  await cloud.clock.advanceTo(Date.parse('2026-03-02T18:30:00Z'));
  const state = async () => rows(await act('DescribeServiceCronScaler', { service }))[0];
  expect(await state()).toMatchObject({ State: 'Skipped' });
  expect(await act('DescribeServiceCronScaler', { service })).toMatchObject({ ExcludeDates: ['* * * * * 1'] });
  await act('StopService', { service });
  await later();
  await cloud.clock.advanceTo(Date.parse('2026-03-03T18:30:00Z'));
  expect(await state()).toMatchObject({ State: 'Failed', Message: expect.stringContaining('Stopped') });
  expect(await act('DescribeService', { service })).toMatchObject({ TotalInstance: 1 });
});

it('follows its last settings only, and none once it is deleted', async () => {
  const { act, cloud, runningService } = await openEasWorld();
  const service = await runningService('chat');
  await act('CreateServiceCronScaler', { service, body: { ScaleJobs: [job()] } });
  const later = { ScaleJobs: [job({ Schedule: '0 0 20 * * *', TargetSize: 5 })] };
  expect(await act('UpdateServiceCronScaler', { service, body: later })).toMatchObject({
    Message: 'Update cron scaler for service [chat] successfully',
  });
  await cloud.clock.advanceTo(Date.parse('2026-03-02T19:00:00Z'));
  expect(await act('DescribeService', { service })).toMatchObject({ TotalInstance: 1 });
  await cloud.clock.advanceTo(Date.parse('2026-03-02T21:00:00Z'));
  expect(await act('DescribeService', { service })).toMatchObject({ TotalInstance: 5 });
  expect(await act('DeleteServiceCronScaler', { service })).toMatchObject({
    Message: 'Cronscaler for service [chat] deleted successfully',
  });
  await act('ScaleService', { service, body: { Instance: 2 } });
  await cloud.clock.advanceBy(48 * HOUR_MS);
  expect(await act('DescribeService', { service })).toMatchObject({ TotalInstance: 2, CronscalerEnabled: false });
});

it('refuses what is no schedule, and what is there already or not at all', async () => {
  const { act, runningService } = await openEasWorld({ delayScale: 0 });
  const service = await runningService('chat');
  const refused: Body[] = [
    { ScaleJobs: [job({ Schedule: 'daily' })] },
    { ScaleJobs: [job({ Schedule: '0 0 0 31 2 *' })] },
    { ScaleJobs: [job({ TimeZone: 'Atlantis' })] },
    { ScaleJobs: [job(), job()] },
    { ScaleJobs: [job()], ExcludeDates: ['never'] },
  ];
  for (const body of refused) {
    const call = act('CreateServiceCronScaler', { service, body });
    await expect(call, JSON.stringify(body)).rejects.toMatchObject({ code: 'InvalidCronScaler' });
  }
  for (const action of ['DescribeServiceCronScaler', 'UpdateServiceCronScaler', 'DeleteServiceCronScaler'] as const) {
    const call = act(action, { service, ...(action.startsWith('Update') && { body: { ScaleJobs: [job()] } }) });
    await expect(call).rejects.toMatchObject({ code: 'InvalidCronScaler.NotFound' });
  }
  await act('CreateServiceCronScaler', { service, body: { ScaleJobs: [job()] } });
  await expect(act('CreateServiceCronScaler', { service, body: { ScaleJobs: [job()] } })).rejects.toMatchObject({
    code: 'InvalidCronScaler.AlreadyExists',
  });
  const wrong = act('UpdateServiceCronScaler', { service, body: { ScaleJobs: [job({ Schedule: '* * *' })] } });
  await expect(wrong).rejects.toMatchObject({ code: 'InvalidCronScaler' });
  await expect(act('UpdateServiceCronScaler', { service, body: { ScaleJobs: [] } })).rejects.toMatchObject({
    code: 'InvalidScaleJobs',
  });
});

it('does not scale a service of a dedicated gateway to nothing', async () => {
  const { act, cloud, runningGateway, runningService } = await openEasWorld();
  const gateway = await runningGateway();
  const service = await runningService('chat', { networking: { gateway } });
  await act('CreateServiceCronScaler', { service, body: { ScaleJobs: [job({ TargetSize: 0, Name: undefined })] } });
  await cloud.clock.advanceTo(Date.parse('2026-03-02T18:30:00Z'));
  expect(rows(await act('DescribeServiceCronScaler', { service }))).toMatchObject([
    { Name: 'scale-jobs-0', State: 'Failed' },
  ]);
});
