import { startLocalCloud } from '../../local/cloud/start.ts';

/** A local cloud in a process of its own, for a benchmark that reads how busy the process was. */
const cloud = await startLocalCloud();
cloud.progress.mode('eas', 'at-once');
const zone = cloud.alidns.addZone({ account: cloud.account.id, name: 'example.com', edition: 'enterprise-ultimate' });
let records = 0;

process.on('message', (asked: { task: string; records?: number }) => {
  // Past the API: a hundred thousand calls would be measured elsewhere.
  for (; asked.task === 'records' && records < (asked.records ?? 0); records += 1) {
    const content = { rr: `name-${records}`, type: 'A', value: '203.0.113.7', ttl: 600, line: 'default' } as const;
    cloud.alidns.addRecord(zone, content);
  }
  if (asked.task === 'end') void cloud.close().then(() => process.disconnect());
  const { user, system } = process.cpuUsage();
  process.send?.({ cpuMs: (user + system) / 1000, heapMb: process.memoryUsage().heapUsed / 2 ** 20 });
});
const { user, system } = process.cpuUsage();
process.send?.({ endpoint: cloud.endpoint, account: cloud.account, cpuMs: (user + system) / 1000 });
