import { allPages } from './pages.ts';
import type { Transport } from './transport.ts';

/** A certificate of `OrderType` UPLOAD or CERT. Source: documented (CAS 2020-04-07, ListUserCertificateOrder). */
export interface UserCertificate {
  /** Digits, as text. */
  CertificateId: string;
  Name?: string;
  CommonName?: string;
  /** All names, comma separated. */
  Sans?: string;
  Issuer?: string;
  /** `YYYY-MM-DD`: the exact times are in GetUserCertificateDetail. */
  StartDate?: string;
  /** `YYYY-MM-DD` */
  EndDate?: string;
  Expired?: boolean;
  Upload?: boolean;
  /** Case and leading zeros vary between tools. */
  SerialNo?: string;
  Fingerprint?: string;
  Sha2?: string;
  InstanceId?: string;
  ResourceGroupId?: string;
}

export interface ListUserCertificateOrderRequest {
  /** UPLOAD: uploaded ones; CERT: issued ones. (The cloud's default, CPACK, lists orders and no uploaded certificate.) */
  OrderType: 'UPLOAD' | 'CERT';
  Status?: string;
  /** Part of a domain name or resource id. */
  Keyword?: string;
  /** From 1. */
  CurrentPage?: number;
  /** Default 50. */
  ShowSize?: number;
}

export interface ListUserCertificateOrderResponse {
  RequestId?: string;
  TotalCount?: number;
  CurrentPage?: number;
  ShowSize?: number;
  CertificateOrderList: UserCertificate[];
}

/** Without the PEM texts and private keys: they are never asked for. Source: documented. */
export interface UserCertificateDetail {
  RequestId?: string;
  /** Digits, as text. */
  Id: string;
  Name?: string;
  /** `<id>-cn-hangzhou` on the China site, `<id>-ap-southeast-1` on the international one. */
  CertIdentifier?: string;
  Common?: string;
  /** All names, comma separated. */
  Sans?: string;
  Issuer?: string;
  /** `YYYY-MM-DD` */
  StartDate?: string;
  /** `YYYY-MM-DD` */
  EndDate?: string;
  /** ms since the epoch. */
  NotBefore?: number;
  /** ms since the epoch. */
  NotAfter?: number;
  Expired?: boolean;
  Algorithm?: string;
  SerialNo?: string;
  Fingerprint?: string;
  Sha2?: string;
  BuyInAliyun?: boolean;
  InstanceId?: string;
  Tags?: { TagKey: string; TagValue: string }[];
}

export interface CasClient {
  listUserCertificateOrder(request: ListUserCertificateOrderRequest): Promise<ListUserCertificateOrderResponse>;
  /** All pages. @throws CloudError `IncompleteList` */
  allUserCertificates(
    filter: Omit<ListUserCertificateOrderRequest, 'CurrentPage' | 'ShowSize'>,
  ): Promise<UserCertificate[]>;
  /** @throws CloudError `NotFound` */
  getUserCertificateDetail(certificateId: string): Promise<UserCertificateDetail>;
}

/** Reading is all the client does so far. */
export type CasReader = CasClient;

const PAGE_SIZE = 50;

/** @param region which of the service's stores: certificates belong to a site, not to the region of a gateway */
export function casClient(transport: Transport, region = 'cn-hangzhou'): CasClient {
  const call = <T>(action: string, query: object): Promise<T> =>
    transport.call<T>({
      product: 'cas',
      version: '2020-04-07',
      style: 'RPC',
      method: 'POST',
      path: '/',
      region,
      action,
      query,
      idempotent: true,
    });

  const listUserCertificateOrder = async (
    request: ListUserCertificateOrderRequest,
  ): Promise<ListUserCertificateOrderResponse> => {
    const answer = await call<{ CertificateOrderList?: UserCertificate[] | null }>('ListUserCertificateOrder', request);
    const certificates = answer.CertificateOrderList ?? [];
    return {
      ...answer,
      CertificateOrderList: certificates.map((one) => ({ ...one, CertificateId: String(one.CertificateId) })),
    };
  };

  return {
    listUserCertificateOrder,
    allUserCertificates: (filter) =>
      allPages<UserCertificate>({
        product: 'cas',
        action: 'ListUserCertificateOrder',
        idOf: ({ CertificateId }) => CertificateId,
        async read(CurrentPage) {
          const page = await listUserCertificateOrder({ ...filter, CurrentPage, ShowSize: PAGE_SIZE });
          return { items: page.CertificateOrderList, totalCount: page.TotalCount };
        },
      }),
    async getUserCertificateDetail(certificateId) {
      const answer = await call<UserCertificateDetail & SecretParts>('GetUserCertificateDetail', {
        CertId: certificateId,
        CertFilter: true,
      });
      // Should the filter not work, the private key goes no further than this.
      const { Cert, Key, EncryptCert, EncryptPrivateKey, SignCert, SignPrivateKey, ...detail } = answer;
      return { ...detail, Id: String(detail.Id) };
    },
  };
}

type SecretParts = Record<
  'Cert' | 'Key' | 'EncryptCert' | 'EncryptPrivateKey' | 'SignCert' | 'SignPrivateKey',
  unknown
>;
