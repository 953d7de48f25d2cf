import type { RecordType } from './record.ts';

/**
 * Which types cannot stand beside each other on the same RR and line (help.aliyun.com/en/dns/pubz-dns-record-conflict-rules):
 *
 *              CNAME  ALIAS  A    URL  AAAA  SRV  CAA  SVCB   MX, TXT, NS
 *      CNAME    many    x    x     x    x     x    x    x     fine at @ only
 *      ALIAS     x      .    x     .    x     .    .    .     fine
 *      A         x      x   many   x    .     .    .    .     fine
 *      URL       x      .    x     x    x     .    .    .     fine
 *
 * Below the apex a CNAME stands alone; that page's table for it could not be read in full, so this is inferred.
 */
const CONFLICTS: Readonly<Partial<Record<Kind, readonly Kind[]>>> = {
  CNAME: ['ALIAS', 'A', 'URL', 'AAAA', 'SRV', 'CAA', 'SVCB'],
  ALIAS: ['CNAME', 'A', 'AAAA'],
  A: ['CNAME', 'ALIAS', 'URL'],
  URL: ['CNAME', 'A', 'URL', 'AAAA'],
};

type Kind = Exclude<RecordType, 'REDIRECT_URL' | 'FORWARD_URL' | 'HTTPS'> | 'URL';

/** Whether two records of the same name and line exclude each other. Symmetric. */
export function conflict(one: RecordType, other: RecordType, rr: string): boolean {
  const [a, b] = [kindOf(one), kindOf(other)];
  if (rr !== '@' && a !== b && (a === 'CNAME' || b === 'CNAME')) return true;
  return (CONFLICTS[a]?.includes(b) ?? false) || (CONFLICTS[b]?.includes(a) ?? false);
}

function kindOf(type: RecordType): Kind {
  if (type === 'REDIRECT_URL' || type === 'FORWARD_URL') return 'URL';
  return type === 'HTTPS' ? 'SVCB' : type;
}
