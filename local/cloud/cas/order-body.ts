import { type CertificateOrder, domainTypeOf, orderStatusAt } from './order.ts';
import { PACKAGES, type PackageTerms } from './product-codes.ts';

/** Fields that only orders have in ListUserCertificateOrder. */
export const orderFields = {
  OrderId: 'bigint',
  AliyunOrderId: 'bigint',
  PartnerOrderId: 'string',
  InstanceId: 'string',
  ProductCode: 'string',
  ProductName: 'string',
  RootBrand: 'string',
  CertType: 'string',
  Domain: 'string',
  DomainType: 'string',
  DomainCount: 'integer',
  WildDomainCount: 'integer',
  Algorithm: 'string',
  Status: 'string',
  SourceType: 'string',
  TrusteeStatus: 'string',
  BuyDate: 'integer',
  CertStartTime: 'integer',
  CertEndTime: 'integer',
} as const;

export function orderBody(order: CertificateOrder, now: number) {
  const { id, instanceId, productCode, names, certificate } = order;
  const { productName, rootBrand, certType }: PackageTerms = PACKAGES[productCode];
  const wildcards = names.filter((name) => name.startsWith('*.')).length;
  return {
    OrderId: id,
    AliyunOrderId: id + 1n,
    PartnerOrderId: certificate && `ca-${id}`,
    InstanceId: instanceId,
    ProductCode: productCode,
    ProductName: productName,
    RootBrand: rootBrand,
    CertType: certType,
    Domain: names.join(','),
    DomainType: domainTypeOf(names),
    DomainCount: names.length - wildcards,
    WildDomainCount: wildcards,
    Algorithm: certificate?.facts.algorithm,
    Status: orderStatusAt(order, now),
    SourceType: 'cpack',
    TrusteeStatus: 'unTrustee',
    BuyDate: order.createdAt,
    CertStartTime: certificate?.facts.notBefore,
    CertEndTime: certificate?.facts.notAfter,
  };
}
