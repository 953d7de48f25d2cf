import { X509Certificate } from 'node:crypto';
import type { CasClient } from '../../../shared/cloud/cas.ts';
import { CloudError } from '../../../shared/cloud/cloud-errors.ts';
import type { HeldCertificate } from '../../../shared/domain-rules/issuing/issuance.ts';
import { certificateName } from '../../../shared/domain-rules/issuing/naming.ts';
import { replaceCurrent } from '../../../shared/domain-rules/issuing/remember-look.ts';
import { certificateNames } from '../../../shared/domain-rules/issuing/source.ts';
import type { IssuanceStep } from '../../../shared/domain-rules/issuing/step.ts';
import type { Applied } from '../../../shared/engine/worker.ts';
import { GLOBAL } from '../../../shared/state/store.ts';
import { fingerprintOf } from '../listed-certificate.ts';
import { acmeOrder, openKey } from './apply-acme.ts';
import type { Means } from './means.ts';
import type { RotatorMemory } from './memory.ts';
import type { IssuanceSubject } from './observe.ts';
import { uploadContext } from './secret-context.ts';
import type { UploadedCertificate } from './uploads.ts';

type StepOf<Kind extends IssuanceStep['kind']> = Extract<IssuanceStep, { kind: Kind }>;

/** A certificate on its way into the service. */
interface Material {
  chainPem: string;
  keyPem: string;
}

/**
 * Puts a certificate and its key into Certificate Management Service, in the body of one call. Its name ends in its
 * fingerprint, so that one that is there already is found instead of added again.
 */
export async function uploadCertificate(
  means: Means,
  { namePrefix }: StepOf<'upload-certificate'>,
  subject: IssuanceSubject,
): Promise<Applied<RotatorMemory>> {
  const { chainPem, keyPem } = await materialOf(means, subject);
  const leaf = new X509Certificate(chainPem);
  const fingerprint = leaf.fingerprint256.replaceAll(':', '');
  const name = certificateName(namePrefix, fingerprint);
  const certificateId = await upload(means.cas, { name, chainPem, keyPem, fingerprint });
  if (certificateId === 'no-room') {
    const noRoomSince = means.clock.now();
    return { learn: (memory) => ({ ...memory, noRoomSince }), message: NO_ROOM };
  }
  const held: HeldCertificate = {
    certificateId,
    name,
    names: certificateNames(
      (leaf.subjectAltName ?? '').split(', ').flatMap((one) => one.match(/^DNS:(.+)$/)?.[1] ?? []),
    ),
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    fingerprint,
    serialNumber: leaf.serialNumber.toLowerCase(),
    ariId: await ariIdOf(subject, chainPem),
    chainPem,
    heldSince: means.clock.now(),
  };
  const jitter = means.random();
  return {
    learn: (memory) => ({ ...memory, ...replaceCurrent(memory, held, held.heldSince), ...OVER, jitter }),
    message: `it is certificate ${certificateId} (${name})`,
  };
}

/** @throws CloudError `NotFound` is no error: it is gone */
export async function deleteCertificate(
  cas: CasClient,
  { certificateId }: StepOf<'delete-certificate'>,
): Promise<Applied<RotatorMemory>> {
  try {
    await cas.deleteUserCertificate(certificateId);
  } catch (error) {
    if (!(error instanceof CloudError) || error.code !== 'NotFound') throw error;
  }
  return {
    learn: (memory) => ({
      ...memory,
      noRoomSince: undefined,
      retired: memory.retired.filter((one) => one.certificateId !== certificateId),
    }),
  };
}

async function materialOf(means: Means, subject: IssuanceSubject): Promise<Material> {
  const { account, declared } = subject;
  if (declared.source.from !== 'upload') {
    const order = acmeOrder(subject);
    if (order.chainPem === undefined) throw new NothingToUpload();
    return { chainPem: order.chainPem, keyPem: await openKey(means, order, subject) };
  }
  const { upload: name } = declared.source;
  const key = { account, region: GLOBAL, kind: 'uploaded-certificate', name } as const;
  const given = await means.store.get<UploadedCertificate>(key);
  if (!given) throw new NothingToUpload();
  const { chainPem, sealedKey } = given.body;
  return { chainPem, keyPem: await means.vault.open(sealedKey, uploadContext(name)) };
}

/** @returns its id; `no-room` where the account may add no more (the quota is not published, so it is met, not known) */
async function upload(
  cas: CasClient,
  { name, chainPem, keyPem, fingerprint }: Material & { name: string; fingerprint: string },
): Promise<string> {
  try {
    return (await cas.uploadUserCertificate({ Name: name, Cert: chainPem, Key: keyPem })).CertId;
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.code === 'InsufficientQuota') return 'no-room';
    if (error.code !== 'NameRepeat') throw error;
    const listed = await cas.allUserCertificates({ OrderType: 'UPLOAD' });
    const there = listed.find((one) => one.Name === name && (fingerprintOf(one) ?? fingerprint) === fingerprint);
    if (!there) throw error;
    return there.CertificateId;
  }
}

async function ariIdOf({ declared: { source } }: IssuanceSubject, chainPem: string): Promise<string | undefined> {
  if (source.from !== 'acme') return undefined;
  const { certIdOf } = await import('../../../shared/acme/cert-id.ts');
  return certIdOf(chainPem);
}

/** What was begun for the certificate is over with it. */
const OVER = {
  order: undefined,
  failure: undefined,
  window: undefined,
  askWindowAt: undefined,
  withoutReplaces: undefined,
  noRoomSince: undefined,
};

const NO_ROOM = 'the account may add no more certificates to Certificate Management Service';

class NothingToUpload extends Error {
  readonly code = 'NothingToUpload';
  readonly retryable = true;

  constructor() {
    super('what was to be uploaded is not there any more; nothing was called, it is looked at again');
    this.name = 'NothingToUpload';
  }
}
