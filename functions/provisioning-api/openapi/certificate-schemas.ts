import * as z from 'zod';
import { KEY_TYPES } from '../../../shared/domain-rules/issuing/source.ts';
import { issuerBody } from '../certificates/issuers.ts';
import { renewalBody } from '../certificates/renew.ts';
import { STATES } from '../certificates/standing.ts';
import { uploadBody } from '../certificates/uploads.ts';

/** What goes over the wire about certificates, by name. */
export function certificateSchemas() {
  const instant = z.int().describe('ms since the epoch');
  const Use = z
    .object({
      region: z.string(),
      gateway: z.string(),
      domain: z.string(),
      access: z.enum(['internet', 'intranet']),
    })
    .describe('A custom domain that a certificate is for');
  const usedBy = z.array(Use);
  const names = z.array(z.string());
  const row = {
    key: z.string().describe('Names it; of what is chosen in Certificate Management Service, cas: and the domain'),
    source: z
      .union([
        z.literal('cas'),
        z.object({ acme: z.string(), names, keyType: z.enum(KEY_TYPES) }),
        z.object({ package: z.string(), names }),
        z.object({ upload: z.string() }),
      ])
      .describe('As it may be declared'),
    from: z.string().describe('The same for people'),
    names,
    usedBy,
    state: z.enum(STATES),
    certificateId: z.string().nullable().describe('In Certificate Management Service; null until there is one'),
    notBefore: instant.nullable(),
    notAfter: instant.nullable(),
    renewsAt: instant.nullable().describe('When time alone makes another one due; null while there is none'),
    reason: z.string().describe('A constant'),
    message: z.string().describe('Why it renews then, or what keeps it from it'),
    lastFailure: z
      .object({ code: z.string(), message: z.string(), at: instant, tryAgainAt: instant })
      .optional()
      .describe('Why the last attempts came to nothing'),
    orders: z.int().describe('Orders that were begun, ever'),
  };
  const Certificate = z.object(row);
  const CertificateDetail = z.object({
    ...row,
    verdicts: z
      .array(
        z.object({
          reason: z.string().describe('A constant'),
          holds: z.boolean().describe('Whether it is a reason to get another one now'),
          message: z.string(),
        }),
      )
      .describe('The reasons for another one, in the order in which they are asked'),
    order: z
      .object({
        via: z.enum(['acme', 'package']),
        startedAt: instant,
        openSteps: z.array(z.string()).describe('Ids of the steps that remain'),
        waits: z.array(z.object({ id: z.string(), since: instant })),
        records: z
          .array(z.object({ recordName: z.string(), type: z.string() }))
          .describe('Records that prove the names, while they are there'),
      })
      .optional()
      .describe('The order under way'),
    retired: z.array(
      z.object({
        certificateId: z.string(),
        name: z.string(),
        notAfter: instant,
        replacedAt: instant,
        message: z.string().describe('Why it is still there'),
      }),
    ),
  });
  const Renewal = z.object({
    dryRun: z.boolean(),
    at: instant,
    certificates: z.array(
      z.object({
        key: z.string(),
        from: z.string(),
        names,
        usedBy,
        does: z
          .enum(['order', 'wait', 'nothing'])
          .describe('Another one is got; it is under way or not to be tried yet; it is not Torii’s to get'),
        reason: z.string(),
        message: z.string(),
      }),
    ),
  });
  const uploaded = {
    name: z.string(),
    givenAt: instant,
    names,
    notBefore: instant,
    notAfter: instant,
    fingerprint: z.string().describe('SHA-256'),
    serialNumber: z.string(),
    sealedWith: z.string().describe('The name of the master key that its private key is sealed with'),
    usedBy,
  };
  const Upload = z.object(uploaded);
  const Issuer = z.object({
    name: z.string(),
    directory: z.string(),
    contact: z.array(z.string()).optional(),
    eab: z
      .object({ kid: z.string(), sealedWith: z.string() })
      .optional()
      .describe('External account binding; sealedWith: the name of the master key'),
    roots: z.string().optional(),
    usedBy,
  });
  return {
    Certificate,
    Certificates: z.object({ certificates: z.array(Certificate) }),
    CertificateDetail,
    RenewalRequest: renewalBody,
    Renewal,
    UploadRequest: uploadBody,
    GivenUpload: z.object({ ...uploaded, advice: z.array(z.string()).describe('What its owner should know') }),
    Uploads: z.object({ uploads: z.array(Upload) }),
    IssuerRequest: issuerBody,
    Issuer,
    Issuers: z.object({ issuers: z.array(Issuer) }),
    Resealing: z.object({
      sealedWith: z.string().describe('The name of the master key that all of it is sealed with now'),
      uploads: z.array(z.string()).describe('Names of uploads that were sealed anew'),
      issuers: z.array(z.string()).describe('Names of issuers whose binding was sealed anew'),
    }),
    Deleted: z.object({ deleted: z.string().describe('Its name') }),
  };
}
