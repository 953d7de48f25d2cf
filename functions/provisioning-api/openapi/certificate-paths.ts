import { answer, body, inPath, type Operation, problems, query } from './parts.ts';

/** Certificates of the whole account, what their owners gave, and the authorities that were made known. */
export function certificatePaths(): Record<string, Record<string, Operation>> {
  return {
    '/v1/certificates': {
      get: {
        operationId: 'listCertificates',
        summary: 'How every certificate stands, and when it renews and why, by the day of renewal',
        parameters: [query('days', 'Only what renews or ends within so many days')],
        responses: { 200: answer('Certificates'), ...problems(422) },
      },
    },
    '/v1/certificates/{key}': {
      get: {
        operationId: 'explainCertificate',
        summary: 'The reasons for another one, how far its order is, and the old ones that are still there',
        parameters: [inPath('key', 'Its key, or a domain that it is for')],
        responses: { 200: answer('CertificateDetail'), ...problems(404, 409) },
      },
    },
    '/v1/certificates/renew': {
      post: {
        operationId: 'renewCertificates',
        summary: 'Renews certificates now, or says what that would do',
        requestBody: body('RenewalRequest', 'application/yaml'),
        responses: {
          200: answer('Renewal', 'A dry run: nothing was written'),
          202: answer('Renewal', 'Written down; follow each with GET /v1/certificates/{key}'),
          ...problems(400, 404, 409, 413, 422),
        },
      },
    },
    '/v1/certificates/reseal': {
      post: {
        operationId: 'resealSecrets',
        summary: 'Seals what was given to this API anew under the current master key, so that an older one can go',
        responses: { 200: answer('Resealing'), ...problems(409) },
      },
    },
    '/v1/uploaded-certificates': {
      get: {
        operationId: 'listUploads',
        summary: 'Certificates that their owners gave, without their keys',
        responses: { 200: answer('Uploads'), ...problems() },
      },
    },
    '/v1/uploaded-certificates/{name}': {
      put: {
        operationId: 'giveCertificate',
        summary: 'Keeps a certificate and its key, sealed, for domains that declare certificate: {upload: NAME}',
        parameters: [inPath('name', 'What declarations name it by')],
        requestBody: body('UploadRequest'),
        responses: {
          200: answer('GivenUpload', 'In place of the one before'),
          201: answer('GivenUpload', 'New'),
          ...problems(400, 409, 413, 422),
        },
      },
      delete: {
        operationId: 'forgetUpload',
        summary: 'Forgets a certificate and its key, once no domain declares it',
        parameters: [inPath('name', 'What declarations name it by')],
        responses: { 200: answer('Deleted'), ...problems(404, 409) },
      },
    },
    '/v1/issuers': {
      get: {
        operationId: 'listIssuers',
        summary: 'Certificate authorities that were made known, without their keys',
        responses: { 200: answer('Issuers'), ...problems() },
      },
    },
    '/v1/issuers/{name}': {
      put: {
        operationId: 'makeIssuerKnown',
        summary: 'Makes a certificate authority known by its ACME directory (RFC 8555), for certificate: {acme: NAME}',
        parameters: [inPath('name', 'What declarations name it by')],
        requestBody: body('IssuerRequest'),
        responses: {
          200: answer('Issuer', 'In place of what was known'),
          201: answer('Issuer', 'New'),
          ...problems(400, 409, 413, 422),
        },
      },
      delete: {
        operationId: 'forgetIssuer',
        summary: 'Forgets a certificate authority, once no domain declares it',
        parameters: [inPath('name', 'What declarations name it by')],
        responses: { 200: answer('Deleted'), ...problems(404, 409) },
      },
    },
  };
}
