import { X509Certificate } from 'node:crypto';
import type { AcmeClient } from '../../../shared/acme/client.ts';
import type { CasReader } from '../../../shared/cloud/cas.ts';
import type { CertificateState } from '../../../shared/cloud/cas-orders.ts';
import { CloudError } from '../../../shared/cloud/cloud-errors.ts';
import { isWithin } from '../../../shared/domain-rules/domains.ts';
import type { AcmeOrder, PackageOrder } from '../../../shared/domain-rules/issuing/issuance.ts';
import type {
  FoundOrder,
  ObservedAcmeOrder,
  ObservedAuthorization,
  ObservedPackageOrder,
} from '../../../shared/domain-rules/issuing/observation.ts';
import { certificateNames, type PackageSource } from '../../../shared/domain-rules/issuing/source.ts';
import { fingerprintOf, namesOf } from '../listed-certificate.ts';
import { isAcmeError } from './failure.ts';

/** How far an order is, as its authority tells; undefined where it cannot be asked now. */
export async function observeAcmeOrder(
  client: AcmeClient,
  { url }: AcmeOrder,
): Promise<ObservedAcmeOrder | 'gone' | undefined> {
  try {
    const { status, certificate, authorizations, error } = await client.order(url);
    // Of an order that is past its proofs, these tell nothing more.
    const asked = status === 'pending' || status === 'invalid' ? authorizations : [];
    return {
      via: 'acme',
      status,
      certificate,
      authorizations: await Promise.all(asked.map((one) => observeAuthorization(client, one))),
      ...(error && { error: { code: error.code, message: error.detail } }),
    };
  } catch (error) {
    if (!isAcmeError(error)) throw error;
    return error.retryable ? undefined : 'gone';
  }
}

async function observeAuthorization(client: AcmeClient, url: string): Promise<ObservedAuthorization> {
  const { name, wildcard, status, challenges } = await client.authorization(url);
  const dns = challenges.find(({ type, token }) => type === 'dns-01' && token !== undefined);
  if (!dns) return { name, wildcard, status };
  const { error } = dns;
  return {
    name,
    wildcard,
    status,
    challenge: {
      url: dns.url,
      status: dns.status,
      value: await client.keyAuthorizationDigest(dns.token ?? ''),
      ...(error && { error: { code: error.code, message: error.detail } }),
    },
  };
}

/** Orders for exactly these names that are under way; none where the authority keeps no list. */
export async function findAcmeOrders(
  client: AcmeClient,
  listUrl: string | undefined,
  names: readonly string[],
): Promise<FoundOrder[]> {
  const urls = (await client.openOrders(listUrl)) ?? [];
  const orders = await Promise.all(urls.map((url) => client.order(url)));
  return orders
    .filter((order) => isUnderWay(order.status) && isSameNames(order.names, names))
    .map(({ url, authorizations, finalize }) => ({ via: 'acme', url, authorizations, finalize }));
}

function isUnderWay(status: ObservedAcmeOrder['status']): boolean {
  // One that is valid was finalised with a key that nobody kept.
  return status === 'pending' || status === 'ready';
}

/** How far a package order is. */
export async function observePackageOrder(
  cas: CasReader,
  { orderId }: PackageOrder,
  zones: () => Promise<string[]>,
): Promise<ObservedPackageOrder | 'gone' | undefined> {
  try {
    const state = await cas.describeCertificateState(orderId);
    const type = state.Type === 'unknow' ? 'unknown' : state.Type;
    if (type === 'certificate') return { via: 'package', state: type, issued: await issuedBy(cas, state) };
    const record = type === 'domain_verify' ? recordOf(state, await zones(), await domainOf(cas, orderId)) : undefined;
    return { via: 'package', state: type, ...(record && { record }) };
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    if (error.code === 'NotFound') return 'gone';
    if (error.retryable) return undefined;
    throw error;
  }
}

/** Package orders for exactly these names that are under way. */
export async function findPackageOrders(
  cas: CasReader,
  { product, names }: PackageSource,
  since: number,
): Promise<FoundOrder[]> {
  const orders = await cas.allOrders({ OrderType: 'CPACK' });
  return orders
    .filter(
      ({ Domain = '', ProductCode = product, Status, BuyDate = since }) =>
        (Status === 'PAYED' || Status === 'CHECKING') &&
        ProductCode === product &&
        BuyDate >= since &&
        isSameNames(Domain.split(','), names),
    )
    .map(({ OrderId }) => ({ via: 'package', orderId: OrderId }));
}

async function domainOf(cas: CasReader, orderId: string): Promise<string | undefined> {
  const orders = await cas.allOrders({ OrderType: 'CPACK' });
  return orders.find(({ OrderId }) => OrderId === orderId)?.Domain?.split(',')[0];
}

/** The record is told by its host alone, relative to the zone (documented). */
function recordOf(
  { RecordDomain, RecordType, RecordValue }: CertificateState,
  zones: string[],
  domain: string | undefined,
): ObservedPackageOrder['record'] {
  if (!RecordDomain || !RecordValue || (RecordType !== 'TXT' && RecordType !== 'CNAME')) return undefined;
  const host = RecordDomain.toLowerCase();
  const plain = domain?.replace(/^\*\./, '').toLowerCase() ?? '';
  const zone = zones.filter((one) => isWithin(plain, one)).sort((a, b) => b.length - a.length)[0];
  const isWhole = zones.some((one) => isWithin(host, one));
  if (!isWhole && zone === undefined) return { name: `${host}.${plain}`, type: RecordType, value: RecordValue };
  return { name: isWhole ? host : `${host}.${zone}`, type: RecordType, value: RecordValue };
}

/** Not every edition of the answer names the certificate's id; then it is told by its fingerprint. */
async function issuedBy(cas: CasReader, state: CertificateState): Promise<ObservedPackageOrder['issued']> {
  if (!state.Certificate) return undefined;
  const leaf = new X509Certificate(state.Certificate);
  const fingerprint = leaf.fingerprint256.replaceAll(':', '');
  const listed = await cas.allUserCertificates({ OrderType: 'CERT' });
  const own = listed.find(
    (one) => one.CertificateId === state.CertId || (state.CertId === undefined && fingerprintOf(one) === fingerprint),
  );
  const certificateId = state.CertId ?? own?.CertificateId;
  if (certificateId === undefined) return undefined;
  return {
    certificateId,
    name: own?.Name ?? '',
    names: own ? namesOf(own) : dnsNames(leaf),
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    fingerprint,
    serialNumber: leaf.serialNumber.toLowerCase(),
  };
}

function dnsNames({ subjectAltName = '' }: X509Certificate): string[] {
  return certificateNames(subjectAltName.split(', ').flatMap((name) => name.match(/^DNS:(.+)$/)?.[1] ?? []));
}

function isSameNames(one: readonly string[], other: readonly string[]): boolean {
  return certificateNames(one).join() === certificateNames(other).join();
}
