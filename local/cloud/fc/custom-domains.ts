import { ApiError, actionsOf, type ParameterTable, type ResponseFields } from '../product.ts';
import { utcTime } from './bodies.ts';
import { checkCertificate } from './domain-certificate.ts';
import type { KeptDomain } from './domains.ts';
import type { FcErrorCode } from './errors.ts';
import { invalid } from './function-config.ts';
import { pageOf, paging } from './paging.ts';
import { checkQualifier } from './qualifier.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();
const invalidCode = 'InvalidArgument' satisfies FcErrorCode;
const path = '/2023-03-30/custom-domains';
const domainPath = {
  template: `${path}/{domainName}`,
  parameters: { domainName: { in: 'path', type: 'string', required: true } },
} as const;

const text = { type: 'string', invalidCode } as const;
const required = { ...text, required: true, missingCode: invalidCode } as const;
const texts = { type: 'list', invalidCode } as const;
const rules = { type: 'objects', invalidCode, fields: { match: required, replacement: required } } as const;
const METHODS: readonly string[] = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];
const TLS_VERSIONS = ['TLSv1.0', 'TLSv1.1', 'TLSv1.2', 'TLSv1.3'] as const;

const settings = {
  protocol: { in: 'body', ...text, enum: ['HTTP', 'HTTPS', 'HTTP,HTTPS'] },
  authConfig: {
    in: 'body',
    type: 'object',
    invalidCode,
    fields: { authType: { ...text, enum: ['anonymous', 'function', 'jwt'] }, authInfo: text },
  },
  certConfig: {
    in: 'body',
    type: 'object',
    secret: true,
    invalidCode,
    fields: { certName: required, certificate: required, privateKey: { ...required, secret: true } },
  },
  corsConfig: {
    in: 'body',
    type: 'object',
    invalidCode,
    fields: {
      allowCredentials: { type: 'boolean', invalidCode },
      allowHeaders: texts,
      allowMethods: texts,
      allowOrigins: texts,
      exposeHeaders: texts,
      maxAge: { type: 'integer', min: 0, invalidCode },
    },
  },
  routeConfig: {
    in: 'body',
    type: 'object',
    invalidCode,
    fields: {
      routes: {
        type: 'objects',
        invalidCode,
        fields: {
          functionName: required,
          path: required,
          qualifier: text,
          methods: texts,
          rewriteConfig: {
            type: 'object',
            invalidCode,
            fields: { equalRules: rules, regexRules: rules, wildcardRules: rules },
          },
        },
      },
    },
  },
  tlsConfig: {
    in: 'body',
    type: 'object',
    invalidCode,
    fields: {
      cipherSuites: texts,
      maxVersion: { ...text, enum: TLS_VERSIONS },
      minVersion: { ...text, enum: TLS_VERSIONS },
    },
  },
  wafConfig: { in: 'body', type: 'object', invalidCode, fields: { enableWAF: { type: 'boolean', invalidCode } } },
} as const satisfies ParameterTable;

const rulesShown = [{ match: 'string', replacement: 'string' }] as const;

const fields = {
  accountId: 'string',
  apiVersion: 'string',
  authConfig: { authType: 'string', authInfo: 'string' },
  // The private key is not given back.
  certConfig: { certName: 'string', certificate: 'string' },
  corsConfig: {
    allowCredentials: 'boolean',
    allowHeaders: ['string'],
    allowMethods: ['string'],
    allowOrigins: ['string'],
    exposeHeaders: ['string'],
    maxAge: 'integer',
  },
  createdTime: 'string',
  domainName: 'string',
  isE2B: 'boolean',
  lastModifiedTime: 'string',
  protocol: 'string',
  routeConfig: {
    routes: [
      {
        functionName: 'string',
        path: 'string',
        qualifier: 'string',
        methods: ['string'],
        rewriteConfig: { equalRules: rulesShown, regexRules: rulesShown, wildcardRules: rulesShown },
      },
    ],
  },
  subdomainCount: 'string',
  tlsConfig: { cipherSuites: ['string'], maxVersion: 'string', minVersion: 'string' },
  wafConfig: { enableWAF: 'boolean' },
} as const satisfies ResponseFields;

export const createCustomDomain = row({
  name: 'CreateCustomDomain',
  style: { method: 'POST', path },
  parameters: {
    domainName: {
      in: 'body',
      type: 'string',
      required: true,
      pattern: /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i,
      maxLength: 253,
      invalidCode,
      missingCode: invalidCode,
    },
    isE2B: { in: 'body', type: 'boolean', invalidCode },
    ...settings,
  },
  response: fields,
  errors: ['InvalidArgument', 'DomainNameAlreadyExists', 'DomainNameNotResolved'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters, now }) => {
    const { domainName: name, ...given } = parameters;
    if (given.protocol === undefined) throw invalid('protocol is required');
    const config = configFrom(state, { account, region }, given);
    checkResolved(state, { account, region, name });
    const domain: KeptDomain = { account, region, name: name.toLowerCase(), config, createdAt: now, changedAt: now };
    state.domains.add(domain);
    return bodyOf(domain);
  },
});

export const getCustomDomain = row({
  name: 'GetCustomDomain',
  style: { method: 'GET', path: domainPath.template },
  parameters: domainPath.parameters,
  response: fields,
  errors: ['DomainNameNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { domainName } }) =>
    bodyOf(state.domains.get(account, region, domainName)),
});

export const updateCustomDomain = row({
  name: 'UpdateCustomDomain',
  style: { method: 'PUT', path: domainPath.template },
  // What is not sent stays as it is.
  parameters: { ...domainPath.parameters, ...settings },
  response: fields,
  errors: ['InvalidArgument', 'DomainNameNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { domainName, ...given }, now }) => {
    const domain = state.domains.get(account, region, domainName);
    domain.config = configFrom(state, domain, given, domain.config);
    domain.changedAt = now;
    return bodyOf(domain);
  },
});

export const deleteCustomDomain = row({
  name: 'DeleteCustomDomain',
  style: { method: 'DELETE', path: domainPath.template },
  parameters: domainPath.parameters,
  response: {},
  answers: 204,
  errors: ['DomainNameNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { domainName } }) => {
    state.domains.remove(state.domains.get(account, region, domainName));
    return {};
  },
});

export const listCustomDomains = row({
  name: 'ListCustomDomains',
  style: { method: 'GET', path },
  parameters: paging,
  response: { customDomains: [fields], nextToken: 'string' },
  errors: ['InvalidArgument'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters }) => {
    const { items, nextToken } = pageOf(state.domains.of(account, region), ({ name }) => name, parameters);
    return { customDomains: items.map(bodyOf), nextToken };
  },
});

interface Given {
  readonly protocol?: string | undefined;
  readonly certConfig?: { certName: string; certificate: string; privateKey: string } | undefined;
  readonly routeConfig?: { readonly routes?: readonly Route[] | undefined } | undefined;
  readonly [other: string]: unknown;
}

interface Route {
  readonly functionName: string;
  readonly path: string;
  readonly qualifier?: string | undefined;
  readonly methods?: readonly string[] | undefined;
}

type Config = KeptDomain['config'];

/** Lays what is given over what was there. @throws InvalidArgument */
function configFrom(
  state: FcState,
  { account, region }: { account: string; region: string },
  given: Given,
  before: Config = {},
): Config {
  const { certConfig, ...others } = given;
  if (certConfig) checkCertificate(certConfig);
  for (const route of given.routeConfig?.routes ?? []) checkRoute(state, account, region, route);
  const laid: Record<string, unknown> = { ...before };
  for (const [name, value] of Object.entries(others)) if (value !== undefined) laid[name] = value;
  if (certConfig) laid.certConfig = { certName: certConfig.certName, certificate: certConfig.certificate };
  if (String(laid.protocol).includes('HTTPS') && !laid.certConfig) throw invalid('protocol HTTPS needs certConfig');
  return laid;
}

/** A route leads to a function that is there (inferred). */
function checkRoute(state: FcState, account: string, region: string, route: Route): void {
  if (!route.path.startsWith('/')) throw invalid(`the path ${route.path} of a route does not begin with a slash`);
  const unknown = route.methods?.find((method) => !METHODS.includes(method));
  if (unknown !== undefined) throw invalid(`the method ${unknown} of a route is not valid`);
  const deployed = state.find(account, region, route.functionName);
  if (!deployed) throw invalid(`function '${route.functionName}' of a route does not exist`);
  try {
    checkQualifier(deployed, route.qualifier);
  } catch {
    throw invalid(`qualifier '${route.qualifier}' of a route does not exist`);
  }
}

/** Documented: the name has to lead to the account's endpoint before it is taken. */
function checkResolved(state: FcState, { account, region, name }: { account: string; region: string; name: string }) {
  const endpoint = `${account}.${region}.fc.aliyuncs.com`;
  if (state.domainNames === 'unchecked' || state.world.leadsTo(name.replace(/^\*\./, 'any.').toLowerCase(), endpoint))
    return;
  throw new ApiError<FcErrorCode>('DomainNameNotResolved', { domain: name, endpoint });
}

function bodyOf(domain: KeptDomain) {
  return {
    ...domain.config,
    accountId: domain.account,
    apiVersion: '2023-03-30',
    createdTime: utcTime(domain.createdAt),
    domainName: domain.name,
    lastModifiedTime: utcTime(domain.changedAt),
    subdomainCount: '0',
  };
}
