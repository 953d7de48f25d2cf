import type { CasReader } from './cas.ts';
import { onceEach } from './once.ts';

/** Reads each list of certificates once: it is the account's, and the same for every gateway. */
export function surveyCas(cas: CasReader): CasReader {
  const lists = onceEach((filter) => cas.allUserCertificates(JSON.parse(filter)));
  return { ...cas, allUserCertificates: (filter) => lists(JSON.stringify(filter)) };
}
