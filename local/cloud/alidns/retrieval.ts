import { getDomain } from 'tldts';
import { ApiError, actionsOf } from '../product.ts';
import { checkDomainName, logDomain } from './domain-changes.ts';
import type { AlidnsErrorCode } from './errors.ts';
import { canonicalName } from './names.ts';
import type { OwnershipProof } from './ownership-proof.ts';
import type { AlidnsState } from './state.ts';

const row = actionsOf<AlidnsState>();
const lang = { Lang: { type: 'string' } } as const;

/** Where the proof is looked for, below the domain. The first is from the documents' example, the other inferred. */
const HOSTS = { RETRIEVAL: 'aliyunRetrieval', ADD_SUB_DOMAIN: 'alidnscheck' } as const;

const DAY_MS = 24 * 60 * 60 * 1000;
const PROOF_LASTS_MS = 3 * DAY_MS;
const BETWEEN_TRIES_MS = 90_000;

/** The same value again while it is valid; it can be called for a domain that nobody hosts. */
export const getTxtRecordForVerify = row({
  name: 'GetTxtRecordForVerify',
  style: 'RPC',
  parameters: {
    Type: { type: 'string', required: true, enum: ['ADD_SUB_DOMAIN', 'RETRIEVAL'] },
    DomainName: { type: 'string' },
    ...lang,
  },
  response: { DomainName: 'string', ParentDomainName: 'string', RR: 'string', Value: 'string' },
  errors: ['InvalidDomainName.Format', 'InvalidDomainName.Suffix'] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { Type, DomainName }, newId, now }) => {
    const domainName = DomainName === undefined ? '' : checkDomainName(state, DomainName);
    const known = proofOf(state, account, domainName);
    const proof: OwnershipProof = isValid(known, now)
      ? known
      : { account, domainName, value: newId('', 32), madeAt: now, triedAt: undefined };
    state.proofs.set(`${account}/${domainName}`, proof);
    return {
      DomainName: domainName || undefined,
      ParentDomainName: domainName ? (getDomain(domainName) ?? undefined) : undefined,
      RR: HOSTS[Type],
      Value: proof.value,
    };
  },
});

/**
 * Takes over a domain that another account holds, by a TXT record in the public DNS: the owner points the domain at name
 * servers where it can be written. What the other account had written there is gone (inferred).
 */
export const retrieveDomain = row({
  name: 'RetrieveDomain',
  style: 'RPC',
  parameters: { DomainName: { type: 'string', required: true }, ...lang },
  response: {},
  errors: [
    'InvalidDomainName.Format',
    'InvalidDomainName.Suffix',
    'InvalidDomainName.Unregistered',
    'InvalidDomainName.NoExist',
    'InvalidDomainName.Duplicate',
    'Fobidden.TooOfen',
    'Forbidden.TxtNotVerified',
  ] satisfies AlidnsErrorCode[],
  handler: (state, { account, parameters: { DomainName }, now }) => {
    const name = checkDomainName(state, DomainName);
    const zone = state.zone(name);
    if (!zone) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.NoExist');
    if (zone.account === account) throw new ApiError<AlidnsErrorCode>('InvalidDomainName.Duplicate');
    const proof = proofOf(state, account, name);
    if (!isValid(proof, now)) throw new ApiError<AlidnsErrorCode>('Forbidden.TxtNotVerified');
    if (proof.triedAt !== undefined && now - proof.triedAt < BETWEEN_TRIES_MS) {
      throw new ApiError<AlidnsErrorCode>('Fobidden.TooOfen');
    }
    proof.triedAt = now;
    if (!isPublished(state, proof)) throw new ApiError<AlidnsErrorCode>('Forbidden.TxtNotVerified');
    state.removeZone(zone);
    const retrieved = state.addZone({ account, name: zone.displayName });
    logDomain(state, retrieved, 'Retrieve', { at: now, clientIp: undefined });
    state.proofs.delete(`${account}/${name}`);
    return {};
  },
});

function proofOf(state: AlidnsState, account: string, domainName: string): OwnershipProof | undefined {
  return state.proofs.get(`${account}/${canonicalName(domainName)}`);
}

function isValid(proof: OwnershipProof | undefined, now: number): proof is OwnershipProof {
  return proof !== undefined && now - proof.madeAt < PROOF_LASTS_MS;
}

function isPublished(state: AlidnsState, { domainName, value }: OwnershipProof): boolean {
  const zone = state.world.publicNames().findZone(domainName);
  const host = HOSTS.RETRIEVAL.toLowerCase();
  const relative = zone?.name === domainName ? host : `${host}.${domainName.slice(0, -(zone?.name.length ?? 0) - 1)}`;
  const written = zone?.records(relative) ?? [];
  return written.some((record) => record.type === 'TXT' && record.value === value);
}
