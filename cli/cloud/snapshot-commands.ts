import type { Drive } from './drive.ts';

/** Puts the whole cloud away, and back; or as it was at first. */
export function addSnapshotCommands(drive: Drive): void {
  drive('reset', 'make it as it was when it started', async ({ cloud, answer }) => {
    await cloud.ask('POST', '/reset');
    answer({ reset: true }, () => 'the cloud is as it was when it started');
  });
}
