import type { WrittenSource } from '../shared/domain-rules/issuing/written-source.ts';

/** `acme letsencrypt for *.example.com, example.com`: a source in a line. */
export function spellSource(source: WrittenSource): string {
  if (typeof source === 'string') return source;
  if ('acme' in source) return `acme ${source.acme} for ${source.names.join(', ')}`;
  if ('package' in source) return `package ${source.package} for ${source.names.join(', ')}`;
  return `upload ${source.upload}`;
}
