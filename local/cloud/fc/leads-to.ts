import type { RecordSource } from '../dns/zone.ts';

/** Whether a name's CNAME, its own or that of a wildcard above it, is `endpoint`. Names are in lower case. */
export function leadsTo(publicNames: RecordSource, name: string, endpoint: string): boolean {
  const zone = publicNames.findZone(name);
  if (!zone || zone.name === name) return false;
  const relative = name.slice(0, -zone.name.length - 1);
  const labels = relative.split('.');
  const candidates = [relative, ...labels.map((_, index) => ['*', ...labels.slice(index + 1)].join('.'))];
  const records = candidates.map((each) => zone.records(each)).find((found) => found.length > 0) ?? [];
  return records.some(({ type, value }) => type === 'CNAME' && value.toLowerCase().replace(/\.$/, '') === endpoint);
}
