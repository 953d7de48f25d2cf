import type { AlidnsClient } from '../../../shared/cloud/alidns.ts';
import type { CasClient } from '../../../shared/cloud/cas.ts';
import type { Deps } from '../../../shared/engine/deps.ts';
import type { Vault } from '../../../shared/secrets/vault.ts';
import type { Issuers } from './issuers.ts';

/** What certificates are got with. */
export interface Means extends Pick<Deps, 'publicDns' | 'store' | 'clock' | 'random'> {
  cas: CasClient;
  alidns: AlidnsClient;
  issuers: Issuers;
  vault: Vault;
  /** PEM of the roots that clients trust. */
  trustedRoots: string[];
}
