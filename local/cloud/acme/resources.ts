/**
 * Every resource of the server: its name, which is also the action that the journal and the faults know it by, and its
 * path. A `POST` is signed (RFC 8555, section 6.2); one with an empty payload only reads.
 */
const RESOURCES = [
  { name: 'directory', path: /^\/acme\/directory$/, methods: ['GET'] },
  { name: 'termsOfService', path: /^\/acme\/terms$/, methods: ['GET'] },
  { name: 'newNonce', path: /^\/acme\/new-nonce$/, methods: ['HEAD', 'GET'] },
  { name: 'newAccount', path: /^\/acme\/new-account$/, methods: ['POST'] },
  { name: 'newOrder', path: /^\/acme\/new-order$/, methods: ['POST'] },
  { name: 'revokeCert', path: /^\/acme\/revoke-cert$/, methods: ['POST'] },
  { name: 'keyChange', path: /^\/acme\/key-change$/, methods: ['POST'] },
  { name: 'account', path: /^\/acme\/acct\/(\w+)$/, methods: ['POST'] },
  { name: 'orders', path: /^\/acme\/acct\/(\w+)\/orders$/, methods: ['POST'] },
  { name: 'order', path: /^\/acme\/order\/(\w+)$/, methods: ['POST'] },
  { name: 'finalize', path: /^\/acme\/order\/(\w+)\/finalize$/, methods: ['POST'] },
  { name: 'authorization', path: /^\/acme\/authz\/(\w+)$/, methods: ['POST'] },
  { name: 'challenge', path: /^\/acme\/chall\/(\w+)$/, methods: ['POST'] },
  { name: 'certificate', path: /^\/acme\/cert\/(\w+)$/, methods: ['POST'] },
  { name: 'renewalInfo', path: /^\/acme\/renewal-info\/(.+)$/, methods: ['GET'] },
] as const;

export type Resource = (typeof RESOURCES)[number]['name'];

/** The resources that need no signature, and those that do. */
export type OpenResource = 'directory' | 'termsOfService' | 'newNonce' | 'renewalInfo';
export type SignedResource = Exclude<Resource, OpenResource>;

export interface Found {
  readonly name: Resource;
  readonly methods: readonly string[];
  /** What stands for the one variable part of the path; empty where there is none. */
  readonly id: string;
}

/** @param path without the query */
export function findResource(path: string): Found | undefined {
  for (const { name, path: pattern, methods } of RESOURCES) {
    const match = pattern.exec(path);
    if (match) return { name, methods, id: match[1] ?? '' };
  }
  return undefined;
}

export function needsSignature(name: Resource): name is SignedResource {
  return name !== 'directory' && name !== 'termsOfService' && name !== 'newNonce' && name !== 'renewalInfo';
}
