import { ApiError, actionsOf } from '../product.ts';
import { certificateBody, certificateFields } from './certificate-body.ts';
import type { CasErrorCode } from './errors.ts';
import { attribute, validity } from './pem.ts';
import { type CasState, certIdentifier, type StoredCertificate } from './state.ts';

const row = actionsOf<CasState>();

const DAY_MS = 24 * 60 * 60 * 1000;

/** A certificate is "about to expire" from here on (inferred). */
const WILL_EXPIRE_MS = 30 * DAY_MS;

export const getUserCertificateDetail = row({
  name: 'GetUserCertificateDetail',
  style: 'RPC',
  parameters: {
    CertId: { type: 'integer', required: true, missingCode: 'MissingParameter' },
    CertFilter: { type: 'boolean', default: false },
  },
  response: {
    ...certificateFields,
    Id: 'integer',
    CertIdentifier: 'string',
    Common: 'string',
    NotBefore: 'integer',
    NotAfter: 'integer',
    BuyInAliyun: 'boolean',
    Algorithm: 'string',
    Cert: 'string',
    Key: 'string',
    CertChain: [
      {
        CommonName: 'string',
        IssuerCommonName: 'string',
        NotBefore: 'integer',
        NotAfter: 'integer',
        RemainDay: 'integer',
      },
    ],
    Tags: [{ TagKey: 'string', TagValue: 'string' }],
  },
  errors: ['MissingParameter', 'NotFound'] satisfies CasErrorCode[],
  handler: (state, { account, parameters, now }) => {
    const found = state.find(account, parameters.CertId);
    if (!found) throw new ApiError<CasErrorCode>('NotFound');
    const { commonName, notBefore, notAfter, algorithm } = found.facts;
    return {
      ...certificateBody(found, now),
      Id: found.id,
      CertIdentifier: certIdentifier(found),
      Common: commonName,
      NotBefore: notBefore,
      NotAfter: notAfter,
      BuyInAliyun: !found.uploaded,
      Algorithm: algorithm,
      CertChain: chainBody(found, now),
      Tags: found.tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
      ...(parameters.CertFilter ? {} : { Cert: found.certificate, Key: found.privateKey }),
    };
  },
});

export const listUserCertificateOrder = row({
  name: 'ListUserCertificateOrder',
  style: 'RPC',
  parameters: {
    OrderType: { type: 'string', enum: ['CPACK', 'BUY', 'UPLOAD', 'CERT'], default: 'CPACK' },
    Status: {
      type: 'string',
      enum: ['PAYED', 'CHECKING', 'CHECKED_FAIL', 'ISSUED', 'WILLEXPIRED', 'EXPIRED', 'NOTACTIVATED', 'REVOKED'],
    },
    Keyword: { type: 'string' },
    CurrentPage: { type: 'integer', default: 1, min: 1 },
    ShowSize: { type: 'integer', default: 50, min: 1, max: 100 },
    ResourceGroupId: { type: 'string' },
  },
  response: {
    TotalCount: 'integer',
    CurrentPage: 'integer',
    ShowSize: 'integer',
    CertificateOrderList: [{ ...certificateFields, CertificateId: 'integer', CommonName: 'string', Upload: 'boolean' }],
  },
  errors: [],
  handler: (state, { account, parameters: { OrderType, Status, Keyword, CurrentPage, ShowSize }, now }) => {
    const found = state
      .of(account)
      .filter((certificate) => OrderType === 'CERT' || (OrderType === 'UPLOAD' && certificate.uploaded))
      .filter((certificate) => isListed(statusAt(certificate, now), Status))
      .filter((certificate) => !Keyword || mentions(certificate, Keyword.toLowerCase()))
      .reverse();
    const page = found.slice((CurrentPage - 1) * ShowSize, CurrentPage * ShowSize);
    return {
      TotalCount: found.length,
      CurrentPage,
      ShowSize,
      CertificateOrderList: page.map((certificate) => ({
        ...certificateBody(certificate, now),
        CertificateId: certificate.id,
        CommonName: certificate.facts.commonName,
        Upload: certificate.uploaded,
      })),
    };
  },
});

/** Without a status only valid certificates are listed: expired ones must be asked for (SDK remarks of Status). */
function isListed(status: CertificateStatus, wanted: string | undefined): boolean {
  return wanted === undefined ? status !== 'EXPIRED' : status === wanted;
}

type CertificateStatus = 'ISSUED' | 'WILLEXPIRED' | 'EXPIRED';

export function statusAt({ facts: { notAfter } }: StoredCertificate, now: number): CertificateStatus {
  if (now > notAfter) return 'EXPIRED';
  return now > notAfter - WILL_EXPIRE_MS ? 'WILLEXPIRED' : 'ISSUED';
}

/** Keyword: a domain name or the id of the resource, fuzzy; not the certificate's name. */
function mentions({ facts, instanceId }: StoredCertificate, word: string): boolean {
  return [facts.commonName, facts.sans, instanceId].some((text) => text.toLowerCase().includes(word));
}

function chainBody({ chain }: StoredCertificate, now: number) {
  return chain.map((certificate) => {
    const { notBefore, notAfter } = validity(certificate);
    return {
      CommonName: attribute(certificate.subject, 'CN'),
      IssuerCommonName: attribute(certificate.issuer, 'CN'),
      NotBefore: notBefore,
      NotAfter: notAfter,
      RemainDay: Math.floor((notAfter - now) / DAY_MS),
    };
  });
}
