import { X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { refuseHost } from '../../../shared/domain-rules/access/public-address.ts';
import { BUILT_IN_ISSUERS, isDirectory, isIssuerName } from '../../../shared/domain-rules/issuing/issuer.ts';
import { seal } from '../../../shared/secrets/sealed-box.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';
import { type DeclaredSource, declaredSources } from './declared-sources.ts';
import { deleteGlobal, globalKey, type IssuerDocument, putGlobal } from './documents.ts';
import { masterKeysOf, readSecretBody } from './secret-body.ts';
import { wakeRotator } from './wake-rotator.ts';

export const issuerBody = z.strictObject({
  directory: z
    .string('an address is expected')
    .refine(isDirectory, 'it has to be an https address without a password')
    .describe(
      'Where the ACME directory is (RFC 8555, section 7.1.1); on the internet, unless TORII_ALLOW_PRIVATE lists it; http only on this machine',
    ),
  contact: z
    .array(z.string('an address is expected').regex(/^mailto:[^@\s,]+@[^@\s,]+$/, 'write mailto:name@example.com'))
    .optional()
    .describe('Whom the authority may write to, as mailto: URLs'),
  eab: z
    .strictObject({
      kid: z.string('a text is expected').min(1, 'it is empty'),
      hmacKey: z
        .string('a text is expected')
        .regex(/^[A-Za-z0-9_-]{16,}=*$/, 'it is not base64url, as the authority gives it')
        .describe('base64url; sealed at rest, and never shown again')
        .meta({ writeOnly: true }),
    })
    .optional()
    .describe('External account binding (RFC 8555, section 7.3.4)'),
  roots: z
    .string('PEM is expected')
    .refine(areCertificates, 'it is no certificate in PEM')
    .optional()
    .describe("PEM of the roots of the directory's own certificate, where no public authority signed it"),
});

/** An issuer as the API shows it: nothing of the key of its binding. */
export function issuerView(name: string, { directory, contact, eab, roots }: IssuerDocument, usedBy: DeclaredSource[]) {
  return {
    name,
    directory,
    ...(contact && { contact }),
    ...(eab && { eab: { kid: eab.kid, sealedWith: eab.sealedKey.key } }),
    ...(roots !== undefined && { roots }),
    usedBy: usedBy.map(({ use }) => use),
  };
}

/** @throws ApiProblem NameInvalid, IssuerBuiltIn, TooLarge, Unreadable, IssuerInvalid, NoMasterKey or ChangedMeanwhile */
export async function putIssuer(api: ApiContext, name: string, request: Request) {
  if (!isIssuerName(name)) {
    const detail = `an issuer cannot be called "${name}": use up to 62 lower-case letters, digits and hyphens, a letter first`;
    throw new ApiProblem(422, 'NameInvalid', detail);
  }
  if (BUILT_IN_ISSUERS.some((one) => one === name)) {
    throw new ApiProblem(409, 'IssuerBuiltIn', `${name} is known already, and stays what it is: use another name`);
  }
  const { directory, contact, eab, roots } = await readSecretBody(request, issuerBody, BODY);
  const closed = refuseHost(new URL(directory).hostname, api.security.allowed);
  if (closed !== undefined) throw new ApiProblem(422, 'IssuerInvalid', `directory: ${closed}; ${BY_ALLOWING}`);
  const document: IssuerDocument = {
    directory,
    ...(contact && { contact }),
    ...(eab && { eab: { kid: eab.kid, sealedKey: seal(masterKeysOf(api), eab.hmacKey, `issuer/${name}`) } }),
    ...(roots !== undefined && { roots }),
  };
  const { isNew } = await putGlobal(api, 'issuer', name, document);
  const usedBy = await usersOf(api, name);
  await wakeRotator(api, [...new Set(usedBy.map(({ key }) => key))]);
  return { isNew, view: issuerView(name, document, usedBy) };
}

export async function listIssuers(api: ApiContext) {
  const [stored, sources] = await Promise.all([
    api.deps.store.list<IssuerDocument>(api.account, 'issuer'),
    declaredSources(api),
  ]);
  return stored.map(({ key: { name }, body }) => issuerView(name, body, sources.filter(usesIssuer(name))));
}

/** @throws ApiProblem IssuerNotFound, IssuerInUse or ChangedMeanwhile */
export async function deleteIssuer(api: ApiContext, name: string): Promise<void> {
  const stored = await api.deps.store.get(globalKey(api.account, 'issuer', name));
  if (!stored) throw new ApiProblem(404, 'IssuerNotFound', `no issuer ${name} was made known`);
  const usedBy = await usersOf(api, name);
  if (usedBy.length > 0) {
    const domains = [...new Set(usedBy.map(({ use }) => `${use.domain} (${use.gateway})`))].join(', ');
    throw new ApiProblem(
      409,
      'IssuerInUse',
      `${name} is declared for ${domains}: declare another certificate there first`,
    );
  }
  await deleteGlobal(api, 'issuer', name, stored.version);
}

async function usersOf(api: ApiContext, name: string): Promise<DeclaredSource[]> {
  return (await declaredSources(api)).filter(usesIssuer(name));
}

function usesIssuer(name: string): (declared: DeclaredSource) => boolean {
  return ({ source }) => source.from === 'acme' && source.issuer === name;
}

function areCertificates(pem: string): boolean {
  try {
    new X509Certificate(pem);
    return true;
  } catch {
    return false;
  }
}

const BY_ALLOWING = 'name a server of the internet, or have whoever deploys Torii list it in TORII_ALLOW_PRIVATE';
const BODY = {
  reason: 'IssuerInvalid',
  wayOut:
    'say {"directory": "https://…"}, with contact, eab {kid, hmacKey} and roots where the authority asks for them',
};
