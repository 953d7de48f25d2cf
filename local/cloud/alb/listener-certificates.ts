import { ApiError, actionsOf } from '../product.ts';
import { effectsOf, type JobFailure } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import { type Listener, mustHaveCertificates } from './listener.ts';
import { mustExist } from './listener-settings.ts';
import type { Owner } from './owner.ts';
import type { AlbState } from './state.ts';
import {
  byEdition,
  changeableListener,
  checkQuota,
  deny,
  endDryRun,
  idempotency,
  jobAbout,
  listenerErrors,
  writing,
} from './writing.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const associated = effect<[Listener, readonly string[]]>('alb/certificates-associated', {
  fails: (state, { owner }, ids) => lostCertificate(state, owner, ids),
  apply(state, listener, ids) {
    for (const id of ids) listener.certificates.set(id, 'Associated');
    state.certificatesChanged(listener);
  },
  undo(_state, { certificates }, ids) {
    for (const id of ids) certificates.delete(id);
  },
});

const dissociated = effect<[Listener, readonly string[]]>('alb/certificates-dissociated', {
  apply(state, listener, ids) {
    for (const id of ids) listener.certificates.delete(id);
    state.certificatesChanged(listener);
  },
  undo(_state, { certificates }, ids) {
    for (const id of ids) certificates.set(id, 'Associated');
  },
});

/** A certificate can be deleted while a job runs; code and text of a failed job are inferred. */
export function lostCertificate(state: AlbState, { account }: Owner, ids: readonly string[]): JobFailure | undefined {
  const lost = ids.find((id) => !state.hasCertificate(account, id));
  return lost === undefined
    ? undefined
    : { code: 'ResourceNotFound.Certificate', message: `The certificate ${lost} is not found.` };
}

const certificateFields = { CertificateId: { type: 'string', required: true } } as const;

/** One call, one job: all of them or, where it fails, none. */
export const associateAdditionalCertificatesWithListener = row({
  name: 'AssociateAdditionalCertificatesWithListener',
  style: 'RPC',
  parameters: {
    ListenerId: { type: 'string', required: true },
    Certificates: { type: 'objects', required: true, min: 1, max: 15, fields: certificateFields },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    ...listenerErrors,
    'OperationDenied.HttpListenerNotSupport',
    'OperationFailed.DefaultCertificateNotFound',
    'OperationDenied.DefaultCertificateUsed',
    'ResourceNotFound.Certificate',
    'ResourceAlreadyAssociated.Certificate',
    'ResourceQuotaExceeded.LoadBalancerCertificatesNum',
    'InvalidParameter',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const listener = changeableListener(state, call, call.parameters.ListenerId);
    mustHaveCertificates(listener);
    const { certificates, settings, loadBalancer } = listener;
    if (settings.certificateIds.length === 0) {
      throw new ApiError<AlbErrorCode>('OperationFailed.DefaultCertificateNotFound', { id: listener.id });
    }
    const ids = differentIds(call.parameters.Certificates);
    for (const id of ids) {
      mustExist(state, call, id);
      refuseDefault(listener, id);
      if (certificates.has(id)) throw new ApiError<AlbErrorCode>('ResourceAlreadyAssociated.Certificate', { id });
    }
    const count = state.listenersOf(loadBalancer.id).reduce((sum, each) => sum + each.certificates.size, 0);
    checkQuota(
      'ResourceQuotaExceeded.LoadBalancerCertificatesNum',
      loadBalancer.id,
      count + ids.length,
      byEdition(state.quotas.certificates, loadBalancer),
    );
    endDryRun(call.parameters);

    for (const id of ids) certificates.set(id, 'Associating');
    const effects = associated(listener, ids);
    const about = jobAbout(call, 'AssociateAdditionalCertificatesWithListener', 'Update', 'listener', listener.id);
    return { JobId: state.jobs.begin(about, 'alb-certificate-change', [listener, loadBalancer], effects) };
  },
});

export const dissociateAdditionalCertificatesFromListener = row({
  name: 'DissociateAdditionalCertificatesFromListener',
  style: 'RPC',
  parameters: {
    ListenerId: { type: 'string', required: true },
    Certificates: { type: 'objects', required: true, min: 1, max: 20, fields: certificateFields },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    ...listenerErrors,
    'OperationDenied.HttpListenerNotSupport',
    'OperationDenied.DefaultCertificateUsed',
    'ResourceNotAssociated.Certificate',
    'InvalidParameter',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const listener = changeableListener(state, call, call.parameters.ListenerId);
    mustHaveCertificates(listener);
    const { certificates, loadBalancer } = listener;
    const ids = differentIds(call.parameters.Certificates);
    for (const id of ids) {
      refuseDefault(listener, id);
      if (!certificates.has(id)) throw new ApiError<AlbErrorCode>('ResourceNotAssociated.Certificate', { id });
    }
    endDryRun(call.parameters);

    for (const id of ids) certificates.set(id, 'Diassociating');
    const effects = dissociated(listener, ids);
    const about = jobAbout(call, 'DissociateAdditionalCertificatesFromListener', 'Update', 'listener', listener.id);
    return { JobId: state.jobs.begin(about, 'alb-certificate-change', [listener, loadBalancer], effects) };
  },
});

function differentIds(certificates: readonly { readonly CertificateId: string }[]): readonly string[] {
  const ids = certificates.map(({ CertificateId }) => CertificateId);
  if (new Set(ids).size < ids.length) throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'Certificates' });
  return ids;
}

function refuseDefault({ settings }: Listener, id: string): void {
  if (settings.certificateIds.includes(id)) deny('OperationDenied.DefaultCertificateUsed');
}
