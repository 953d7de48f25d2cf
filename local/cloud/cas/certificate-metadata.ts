import { ApiError, actionsOf } from '../product.ts';
import { certIdentifier, type StoredCertificate } from './certificate.ts';
import type { CasErrorCode } from './errors.ts';
import { PACKAGES } from './product-codes.ts';
import type { CasState } from './state.ts';
import { type CertificateStatus, statusAt } from './status.ts';

const row = actionsOf<CasState>();

/** The newer interface (SDK 3.2.13) never shows a certificate or its key, but who uses it. */
const metadataFields = {
  CertificateId: 'integer',
  CertificateName: 'string',
  CertIdentifier: 'string',
  CommonName: 'string',
  Domain: 'string',
  SubjectAlternativeNames: ['string'],
  NotBefore: 'integer',
  NotAfter: 'integer',
  FingerPrint: 'string',
  Serial: 'string',
  ExistPrivateKey: 'boolean',
  UsingProductList: ['string'],
  CertificateStatus: 'string',
  CertificateSource: 'string',
  InstanceId: 'string',
} as const;

export const getCertificateDetail = row({
  name: 'GetCertificateDetail',
  style: 'RPC',
  parameters: { CertificateId: { type: 'integer', required: true, missingCode: 'MissingParameter' } },
  response: metadataFields,
  errors: ['MissingParameter', 'NotFound'] satisfies CasErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const found = state.find(account, parameters.CertificateId);
    if (!found) throw new ApiError<CasErrorCode>('NotFound');
    return metadataBody(state, found, now);
  },
});

/** Without a status all are listed, expired ones too (inferred). */
export const listCertificates = row({
  name: 'ListCertificates',
  style: 'RPC',
  parameters: {
    CertificateSource: { type: 'string', enum: ['BUY', 'TEST', 'UPLOAD'] },
    CertificateStatus: { type: 'string', enum: ['issued', 'revoked', 'willExpire', 'expired'] },
    InstanceId: { type: 'string' },
    Keyword: { type: 'string', default: '' },
    CurrentPage: { type: 'integer', default: 1, min: 1 },
    ShowSize: { type: 'integer', default: 10, min: 1, max: 100 },
  },
  response: {
    TotalCount: 'integer',
    CurrentPage: 'integer',
    ShowSize: 'integer',
    CertificateList: [metadataFields],
  },
  errors: [],
  handler: (state, { account, parameters, now }) => {
    const { CertificateSource, CertificateStatus, InstanceId, Keyword, CurrentPage, ShowSize } = parameters;
    const found = state
      .of(account)
      .filter((one) => CertificateSource === undefined || sourceOf(state, one) === CertificateSource)
      .filter((one) => CertificateStatus === undefined || STATUS[statusAt(one, now)] === CertificateStatus)
      .filter(({ instanceId }) => InstanceId === undefined || instanceId === InstanceId)
      .filter(({ facts, instanceId }) => `${facts.sans},${instanceId}`.includes(Keyword.toLowerCase()))
      .toReversed();
    const page = found.slice((CurrentPage - 1) * ShowSize, CurrentPage * ShowSize);
    return {
      TotalCount: found.length,
      CurrentPage,
      ShowSize,
      CertificateList: page.map((one) => metadataBody(state, one, now)),
    };
  },
});

const STATUS: Record<CertificateStatus, 'issued' | 'revoked' | 'willExpire' | 'expired'> = {
  ISSUED: 'issued',
  WILLEXPIRED: 'willExpire',
  EXPIRED: 'expired',
  REVOKED: 'revoked',
};

/** That a certificate of a free package counts as a test one is inferred. */
function sourceOf(state: CasState, certificate: StoredCertificate): 'BUY' | 'TEST' | 'UPLOAD' {
  if (certificate.uploaded) return 'UPLOAD';
  const order = state.orders.of(certificate.account).find((each) => each.certificate === certificate);
  return order && PACKAGES[order.productCode].certType === 'FREE' ? 'TEST' : 'BUY';
}

function metadataBody(state: CasState, certificate: StoredCertificate, now: number) {
  const { facts } = certificate;
  return {
    CertificateId: certificate.id,
    CertificateName: certificate.name,
    CertIdentifier: certIdentifier(certificate),
    CommonName: facts.commonName,
    Domain: facts.sans,
    SubjectAlternativeNames: facts.sans.split(','),
    NotBefore: facts.notBefore,
    NotAfter: facts.notAfter,
    FingerPrint: facts.fingerprint,
    Serial: facts.serialNo,
    ExistPrivateKey: certificate.privateKey !== '',
    UsingProductList: state.uses.of(certificate),
    CertificateStatus: STATUS[statusAt(certificate, now)],
    CertificateSource: sourceOf(state, certificate),
    InstanceId: certificate.instanceId,
  };
}
