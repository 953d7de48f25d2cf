import type { ClassTable } from '../snapshot/graph.ts';
import { StoredCertificate } from './certificate.ts';
import { FlowControl } from './flow-control.ts';
import { Orders } from './orders.ts';
import { SigningRequests } from './signing-requests.ts';
import { CertificateUses } from './uses.ts';

/** What the state of Certificate Management Service is made of, for snapshots. */
export const casClasses: ClassTable = {
  'cas/StoredCertificate': StoredCertificate,
  'cas/Orders': Orders,
  'cas/CertificateUses': CertificateUses,
  'cas/SigningRequests': SigningRequests,
  'cas/FlowControl': FlowControl,
};
