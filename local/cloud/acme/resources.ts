import type { ParameterTable, ResponseFields } from '../product.ts';
import {
  accountFields,
  authorizationFields,
  certificateFields,
  challengeFields,
  directoryFields,
  documentFields,
  newOrderFields,
  nonceFields,
  orderFields,
  ordersFields,
  renewalInfoFields,
} from './answers.ts';
import {
  accountPayload,
  authorizationPayload,
  finalizePayload,
  keyChangePayload,
  newAccountPayload,
  newOrderPayload,
  ordersQuery,
  revokeCertPayload,
} from './payloads.ts';
import type { ProblemType } from './problem.ts';

interface Row {
  readonly name: string;
  readonly path: string;
  readonly methods: readonly string[];
  readonly parameters: ParameterTable;
  readonly response: ResponseFields;
  /** Types of problems: that it answers with, or that stand in what it shows. Another one leaves as a mistake of ours. */
  readonly errors: readonly ProblemType[];
}

/** Of a request that anybody may make. */
const OPEN = { parameters: {}, errors: ['malformed', 'serverInternal'] } as const;
/** Of every signed request, before its resource is reached (RFC 8555, section 6). */
const OF_A_SIGNATURE = ['badNonce', 'badSignatureAlgorithm', 'malformed', 'serverInternal', 'unauthorized'] as const;
const OF_AN_ACCOUNT = [...OF_A_SIGNATURE, 'accountDoesNotExist'] as const;
/** Of a POST: signed, and with an empty payload where it only reads (RFC 8555, section 6.2 and 6.3). */
const SIGNED = { methods: ['POST'], parameters: {}, errors: OF_AN_ACCOUNT } as const;
/** How the proof of a challenge fails here. */
const OF_A_PROOF = ['connection', 'dns'] as const;
/** What an order ends with, where `issuanceProblem` says so. */
const OF_AN_ISSUANCE = ['caa'] as const;

/**
 * Every resource of the server: its name, which is also the action that the journal and the faults know it by, its path,
 * and what it takes, answers and refuses with.
 */
const RESOURCES = [
  { ...OPEN, name: 'directory', path: '/acme/directory', methods: ['GET'], response: directoryFields },
  { ...OPEN, name: 'termsOfService', path: '/acme/terms', methods: ['GET'], response: documentFields },
  { ...OPEN, name: 'newNonce', path: '/acme/new-nonce', methods: ['HEAD', 'GET'], response: nonceFields },
  {
    ...SIGNED,
    name: 'newAccount',
    path: '/acme/new-account',
    parameters: newAccountPayload,
    response: accountFields,
    errors: [
      'accountDoesNotExist',
      'badPublicKey',
      'externalAccountRequired',
      ...OF_A_SIGNATURE,
      'invalidContact',
      'unsupportedContact',
    ],
  },
  {
    ...SIGNED,
    name: 'newOrder',
    path: '/acme/new-order',
    parameters: newOrderPayload,
    response: newOrderFields,
    errors: [...OF_AN_ACCOUNT, 'alreadyReplaced', 'rateLimited', 'rejectedIdentifier', 'unsupportedIdentifier'],
  },
  {
    ...SIGNED,
    name: 'revokeCert',
    path: '/acme/revoke-cert',
    parameters: revokeCertPayload,
    response: nonceFields,
    errors: [...OF_AN_ACCOUNT, 'alreadyRevoked', 'badPublicKey', 'badRevocationReason'],
  },
  {
    ...SIGNED,
    name: 'keyChange',
    path: '/acme/key-change',
    parameters: keyChangePayload,
    response: accountFields,
    errors: [...OF_AN_ACCOUNT, 'badPublicKey'],
  },
  {
    ...SIGNED,
    name: 'account',
    path: '/acme/acct/{id}',
    parameters: accountPayload,
    response: accountFields,
    errors: [...OF_AN_ACCOUNT, 'invalidContact', 'unsupportedContact'],
  },
  { ...SIGNED, name: 'orders', path: '/acme/acct/{id}/orders', parameters: ordersQuery, response: ordersFields },
  {
    ...SIGNED,
    name: 'order',
    path: '/acme/order/{id}',
    response: orderFields,
    errors: [...OF_AN_ACCOUNT, ...OF_AN_ISSUANCE],
  },
  {
    ...SIGNED,
    name: 'finalize',
    path: '/acme/order/{id}/finalize',
    parameters: finalizePayload,
    response: orderFields,
    errors: [...OF_AN_ACCOUNT, ...OF_AN_ISSUANCE, 'badCSR', 'orderNotReady'],
  },
  {
    ...SIGNED,
    name: 'authorization',
    path: '/acme/authz/{id}',
    parameters: authorizationPayload,
    response: authorizationFields,
    errors: [...OF_AN_ACCOUNT, ...OF_A_PROOF],
  },
  {
    ...SIGNED,
    name: 'challenge',
    path: '/acme/chall/{id}',
    response: challengeFields,
    errors: [...OF_AN_ACCOUNT, ...OF_A_PROOF],
  },
  { ...SIGNED, name: 'certificate', path: '/acme/cert/{id}', response: certificateFields },
  {
    ...OPEN,
    name: 'renewalInfo',
    path: '/acme/renewal-info/{certId}',
    methods: ['GET'],
    response: renewalInfoFields,
  },
] as const satisfies readonly Row[];

export type Resource = (typeof RESOURCES)[number]['name'];

/** The resources that need no signature, and those that do. */
export type OpenResource = 'directory' | 'termsOfService' | 'newNonce' | 'renewalInfo';
export type SignedResource = Exclude<Resource, OpenResource>;

export interface ResourceRow extends Row {
  readonly name: Resource;
}

export const ACME_RESOURCES: readonly ResourceRow[] = RESOURCES;

export interface Found {
  readonly row: ResourceRow;
  /** What stands for the one variable part of the path; empty where there is none. */
  readonly id: string;
}

/** @param path without the query */
export function findResource(path: string): Found | undefined {
  for (const { row, pattern } of ROUTES) {
    const match = pattern.exec(path);
    if (match) return { row, id: match[1] ?? '' };
  }
  return undefined;
}

const ROUTES = ACME_RESOURCES.map((row) => {
  const pattern = row.path.replace('{id}', '(\\w+)').replace('{certId}', '(.+)');
  return { row, pattern: new RegExp(`^${pattern}$`) };
});

export function needsSignature(name: Resource): name is SignedResource {
  return name !== 'directory' && name !== 'termsOfService' && name !== 'newNonce' && name !== 'renewalInfo';
}
