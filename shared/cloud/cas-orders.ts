import { allPages } from './pages.ts';

/** An order that was paid from a package (`OrderType` CPACK). Source: documented (CAS 2020-04-07). */
export interface CertificateOrder {
  /** Digits, as text: the number is beyond 2^53. */
  OrderId: string;
  InstanceId?: string;
  /** Comma separated. */
  Domain?: string;
  /** `ONE`, `MULTIPLE`, `WILDCARD`, `M_WILDCARD` or `MIX`. */
  DomainType?: string;
  CertType?: string;
  ProductCode?: string;
  Status?: OrderStatus;
  /** ms since the epoch. */
  BuyDate?: number;
  /** ms since the epoch. */
  CertStartTime?: number;
  /** ms since the epoch. */
  CertEndTime?: number;
  Algorithm?: string;
  PartnerOrderId?: string;
}

/** WILLEXPIRED is the only one in which an order can be renewed. */
export type OrderStatus =
  | 'PAYED'
  | 'CHECKING'
  | 'CHECKED_FAIL'
  | 'ISSUED'
  | 'WILLEXPIRED'
  | 'EXPIRED'
  | 'NOTACTIVATED'
  | 'REVOKED';

export interface OrderFilter {
  OrderType: 'CPACK';
  /** Without one, all orders are listed. */
  Status?: OrderStatus;
  /** Part of a domain name or resource id. */
  Keyword?: string;
}

export interface PackageState {
  RequestId?: string;
  ProductCode?: string;
  /** Certificates bought. */
  TotalCount?: number;
  /** Applications handed in, issued or not. */
  UsedCount?: number;
  IssuedCount?: number;
}

export interface CreateCertificateForPackageRequest {
  /** Default `digicert-free-1-free`. */
  ProductCode?: string;
  /** Up to five, comma separated, all plain or all wildcards. */
  Domain?: string;
  /** PEM; its common name is the domain then. Without one the service makes the key and keeps it. */
  Csr?: string;
  ValidateType?: 'DNS' | 'FILE';
  /** Default: the account's latest contact. */
  Username?: string;
  Phone?: string;
  Email?: string;
  Tags?: readonly { Key: string; Value: string }[];
}

export interface RenewCertificateOrderRequest {
  OrderId: string;
  Csr?: string;
  Tags?: readonly { Key: string; Value: string }[];
}

export interface OrderMade {
  RequestId?: string;
  /** Digits, as text. */
  OrderId: string;
}

/**
 * How far an order is. `unknow` is the cloud's own spelling. The private key of an issued certificate is in the answer;
 * it goes no further than the client.
 */
export interface CertificateState {
  RequestId?: string;
  Type: 'domain_verify' | 'process' | 'verify_fail' | 'certificate' | 'payed' | 'unknow';
  /** While `domain_verify`. */
  ValidateType?: 'DNS' | 'FILE';
  /** With DNS: a host record such as `_dnsauth`, relative to the zone, no whole name. */
  RecordDomain?: string;
  /** With DNS: `TXT` or `CNAME`. */
  RecordType?: string;
  RecordValue?: string;
  /** With FILE: the host, the path and what it has to hold. */
  Domain?: string;
  Uri?: string;
  Content?: string;
  /** Once issued: PEM, leaf first. */
  Certificate?: string;
  /** Once issued: digits, as text. Not in every edition of the answer. */
  CertId?: string;
}

/** What an observer may hold: nothing that writes. */
export interface CasOrderReader {
  /** All pages. @throws CloudError `IncompleteList` */
  allOrders(filter: OrderFilter): Promise<CertificateOrder[]>;
  describePackageState(productCode?: string): Promise<PackageState>;
  /** @throws CloudError `NotFound` */
  describeCertificateState(orderId: string): Promise<CertificateState>;
}

export interface CasOrders extends CasOrderReader {
  /** Takes one certificate of the package. @throws CloudError `InsufficientQuota` or `DeductQuotaFailed` (inferred) */
  createCertificateForPackageRequest(request: CreateCertificateForPackageRequest): Promise<OrderMade>;
  /** Of an order that is WILLEXPIRED. @returns the new order's id */
  renewCertificateOrderForPackageRequest(request: RenewCertificateOrderRequest): Promise<OrderMade>;
  /** While `domain_verify` or `process`. @throws CloudError `OperationDenied.StatusNotSupport`, as after a repeated call */
  cancelOrderRequest(orderId: string): Promise<{ RequestId?: string }>;
  /** Revokes what was issued, cancels what was not; the package has one more again. */
  cancelCertificateForPackageRequest(orderId: string): Promise<{ RequestId?: string }>;
  /** After `verify_fail`, or once cancelled. @throws CloudError `NotFound` when it is gone already */
  deleteCertificateRequest(orderId: string): Promise<{ RequestId?: string }>;
}

/** Makes one call of CAS: `query` for what anybody may see, `form` for what belongs in a body. */
export type CasCall = <T>(action: string, sent: { query?: object; form?: object }, idempotent?: boolean) => Promise<T>;

const PAGE_SIZE = 50;

export function casOrders(call: CasCall): CasOrders {
  /** In the body: names, phone numbers and addresses of people are not for the logs of URLs. */
  const make = async (action: string, form: object): Promise<OrderMade> => {
    const answer = await call<OrderMade>(action, { form }, false);
    return { ...answer, OrderId: String(answer.OrderId) };
  };

  return {
    allOrders: (filter) =>
      allPages<CertificateOrder>({
        product: 'cas',
        action: 'ListUserCertificateOrder',
        idOf: ({ OrderId }) => OrderId,
        async read(CurrentPage) {
          const query = { ...filter, CurrentPage, ShowSize: PAGE_SIZE };
          const page = await call<{ TotalCount?: number; CertificateOrderList?: CertificateOrder[] | null }>(
            'ListUserCertificateOrder',
            { query },
          );
          const orders = page.CertificateOrderList ?? [];
          return {
            items: orders.map((one) => ({ ...one, OrderId: String(one.OrderId) })),
            totalCount: page.TotalCount,
          };
        },
      }),
    describePackageState: (ProductCode) => call('DescribePackageState', { query: { ProductCode } }),
    async describeCertificateState(OrderId) {
      const answer = await call<CertificateState & { PrivateKey?: unknown }>('DescribeCertificateState', {
        query: { OrderId },
      });
      const { PrivateKey, CertId, ...state } = answer;
      return CertId === undefined ? state : { ...state, CertId: String(CertId) };
    },

    createCertificateForPackageRequest: (request) => make('CreateCertificateForPackageRequest', request),
    renewCertificateOrderForPackageRequest: (request) => make('RenewCertificateOrderForPackageRequest', request),
    cancelOrderRequest: (OrderId) => call('CancelOrderRequest', { query: { OrderId } }),
    cancelCertificateForPackageRequest: (OrderId) => call('CancelCertificateForPackageRequest', { query: { OrderId } }),
    deleteCertificateRequest: (OrderId) => call('DeleteCertificateRequest', { query: { OrderId } }),
  };
}
