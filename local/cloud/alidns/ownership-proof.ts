/** What the owner of a domain has to publish in the public DNS to be believed. */
export interface OwnershipProof {
  readonly account: string;
  /** Lower case, punycode. */
  readonly domainName: string;
  readonly value: string;
  /** Ms since the epoch. */
  readonly madeAt: number;
  /** When somebody last tried to get the domain by it. */
  triedAt: number | undefined;
}
