import { ApiError, actionsOf } from '../product.ts';
import { certIdentifier, type StoredCertificate } from './certificate.ts';
import { certificateBody, certificateFields } from './certificate-body.ts';
import type { CasErrorCode } from './errors.ts';
import { attribute, validity } from './pem.ts';
import type { CasState } from './state.ts';

const row = actionsOf<CasState>();

const DAY_MS = 24 * 60 * 60 * 1000;

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
    OrderId: 'bigint',
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
      OrderId: state.orders.of(account).find(({ certificate }) => certificate === found)?.id,
      Algorithm: algorithm,
      CertChain: chainBody(found, now),
      Tags: found.tags.map(({ Key, Value }) => ({ TagKey: Key, TagValue: Value })),
      ...(parameters.CertFilter ? {} : { Cert: found.certificate, Key: found.privateKey || undefined }),
    };
  },
});

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
