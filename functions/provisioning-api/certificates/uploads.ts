import { createPrivateKey, X509Certificate } from 'node:crypto';
import * as z from 'zod';
import { isUploadName } from '../../../shared/domain-rules/issuing/issuer.ts';
import { issuanceKey } from '../../../shared/domain-rules/issuing/source.ts';
import { plainName } from '../../../shared/domain-rules/plain-name.ts';
import { seal } from '../../../shared/secrets/sealed-box.ts';
import { type CertificateMaterial, checkMaterial, type MaterialVerdict } from '../../../shared/tls/check-material.ts';
import { trustedRoots } from '../../../shared/tls/trusted-roots.ts';
import type { ApiContext } from '../context.ts';
import { ApiProblem } from '../problem.ts';
import { type DeclaredSource, declaredSources } from './declared-sources.ts';
import { deleteGlobal, globalKey, putGlobal, type UploadedDocument } from './documents.ts';
import { masterKeysOf, readSecretBody } from './secret-body.ts';
import { wakeRotator } from './wake-rotator.ts';

export const uploadBody = z.strictObject({
  certificate: z.string('PEM is expected').min(1, 'it is empty').describe('PEM: the chain, leaf first'),
  privateKey: z
    .string('PEM is expected')
    .min(1, 'it is empty')
    .describe('PEM, without a passphrase; sealed at rest, and never shown again')
    .meta({ writeOnly: true }),
});

/** An upload as the API shows it: nothing of its key. */
export function uploadView(name: string, { givenAt, facts, sealedKey }: UploadedDocument, usedBy: DeclaredSource[]) {
  return { name, givenAt, ...facts, sealedWith: sealedKey.key, usedBy: usedBy.map(({ use }) => use) };
}

/**
 * Keeps what its owner gave, sealed, once nothing is wrong with it.
 *
 * @throws ApiProblem NameInvalid, TooLarge, Unreadable, UploadInvalid, NoMasterKey or what is wrong with the certificate
 */
export async function putUpload(api: ApiContext, name: string, request: Request) {
  if (!isUploadName(name)) {
    const detail = `an upload cannot be called "${name}": use up to 62 lower-case letters, digits and hyphens, a letter first`;
    throw new ApiProblem(422, 'NameInvalid', detail);
  }
  const given = await readSecretBody(request, uploadBody, BODY);
  const keys = masterKeysOf(api);
  const usedBy = await usersOf(api, name);
  const { check, isPublic } = judge({
    certificatePem: given.certificate,
    privateKeyPem: given.privateKey,
    names: [...new Set(usedBy.map(({ use }) => use.domain))],
    roots: trustedRoots(api.trustedRoots),
    now: api.deps.clock.now(),
  });
  if (!check.ok) throw new ApiProblem(422, check.reason, `${check.message} Nothing was kept. ${check.wayOut}`);
  const { chainPem } = check;
  const { names, notBefore, notAfter, fingerprint, serialNumber } = check.facts;
  const facts = { names: names.map(plainName), notBefore, notAfter, fingerprint, serialNumber };
  const keyPem = createPrivateKey(given.privateKey).export({ type: 'pkcs8', format: 'pem' }).toString();
  const sealedKey = seal(keys, keyPem, `uploaded-certificate/${name}`);
  const document: UploadedDocument = { givenAt: api.deps.clock.now(), chainPem, sealedKey, facts };
  const { isNew } = await putGlobal(api, 'uploaded-certificate', name, document);
  if (usedBy.length > 0) await wakeRotator(api, [issuanceKey({ from: 'upload', upload: name })]);
  const advice = isPublic
    ? []
    : ['no authority that clients know of old has signed it: only clients that trust its root accept it'];
  return { isNew, view: { ...uploadView(name, document, usedBy), advice } };
}

export async function listUploads(api: ApiContext) {
  const [stored, sources] = await Promise.all([
    api.deps.store.list<UploadedDocument>(api.account, 'uploaded-certificate'),
    declaredSources(api),
  ]);
  return stored.map(({ key: { name }, body }) =>
    uploadView(
      name,
      body,
      sources.filter(({ source }) => source.from === 'upload' && source.upload === name),
    ),
  );
}

/** @throws ApiProblem UploadNotFound, UploadInUse or ChangedMeanwhile */
export async function deleteUpload(api: ApiContext, name: string): Promise<void> {
  const stored = await api.deps.store.get(globalKey(api.account, 'uploaded-certificate', name));
  if (!stored) throw new ApiProblem(404, 'UploadNotFound', `no certificate was given under the name ${name}`);
  const usedBy = await usersOf(api, name);
  if (usedBy.length > 0) {
    const domains = [...new Set(usedBy.map(({ use }) => `${use.domain} (${use.gateway})`))].join(', ');
    throw new ApiProblem(
      409,
      'UploadInUse',
      `${name} is declared for ${domains}: declare another certificate there first`,
    );
  }
  await deleteGlobal(api, 'uploaded-certificate', name, stored.version);
}

async function usersOf(api: ApiContext, name: string): Promise<DeclaredSource[]> {
  const sources = await declaredSources(api);
  return sources.filter(({ source }) => source.from === 'upload' && source.upload === name);
}

/** A private authority's certificate is its owner's affair, as long as the chain is whole up to its root. */
function judge(material: CertificateMaterial): { check: MaterialVerdict; isPublic: boolean } {
  const check = checkMaterial(material);
  if (check.ok || check.reason !== 'NotTrusted') return { check, isPublic: true };
  const given = material.certificatePem.match(CERTIFICATES) ?? [];
  const roots = given.filter((pem) => {
    const certificate = new X509Certificate(pem);
    return certificate.checkIssued(certificate);
  });
  return { check: checkMaterial({ ...material, roots }), isPublic: false };
}

const CERTIFICATES = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const BODY = { reason: 'UploadInvalid', wayOut: 'say {"certificate": "<PEM>", "privateKey": "<PEM>"}' };
