import { type CasOrderReader, type CasOrders, casOrders } from './cas-orders.ts';
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
  /** Without one, only what is valid is listed: expired and revoked certificates must be asked for. */
  Status?: 'ISSUED' | 'WILLEXPIRED' | 'EXPIRED' | 'REVOKED';
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

/** Of the newer interface: nothing but metadata, and who uses it. Source: documented (SDK 3.2.13). */
export interface CertificateDetail {
  RequestId?: string;
  /** Digits, as text. */
  CertificateId: string;
  CertificateName?: string;
  /** `<id>-cn-hangzhou` on the China site, `<id>-ap-southeast-1` on the international one. */
  CertIdentifier?: string;
  CommonName?: string;
  SubjectAlternativeNames?: string[];
  /** ms since the epoch. */
  NotBefore?: number;
  /** ms since the epoch. */
  NotAfter?: number;
  /** `issued`, `willExpire`, `expired` or `revoked`. */
  CertificateStatus?: string;
  /** Products of this cloud in which it is deployed, such as `ALB`, as far as the service knows. */
  UsingProductList?: string[];
}

export interface UploadUserCertificateRequest {
  /** Unique in the account; letters, digits and `_`, at most 63. */
  Name: string;
  /** PEM, leaf first. */
  Cert: string;
  /** PEM. */
  Key: string;
  Tags?: readonly { Key: string; Value: string }[];
}

export interface UploadUserCertificateResponse {
  RequestId?: string;
  /** Digits, as text. */
  CertId: string;
  ResourceId?: string;
}

/** What an observer may hold: nothing that writes. */
export interface CasReader extends CasOrderReader {
  listUserCertificateOrder(request: ListUserCertificateOrderRequest): Promise<ListUserCertificateOrderResponse>;
  /** All pages. @throws CloudError `IncompleteList` */
  allUserCertificates(
    filter: Omit<ListUserCertificateOrderRequest, 'CurrentPage' | 'ShowSize'>,
  ): Promise<UserCertificate[]>;
  /** @throws CloudError `NotFound` */
  getUserCertificateDetail(certificateId: string): Promise<UserCertificateDetail>;
  /** @throws CloudError `NotFound` */
  getCertificateDetail(certificateId: string): Promise<CertificateDetail>;
}

/**
 * CAS 2020-04-07. No call takes an idempotency token: what makes something is never repeated after a lost answer, and
 * what ends something may find, when it is, that it happened the first time.
 */
export interface CasClient extends CasReader, CasOrders {
  /**
   * Everything goes in the body, and nothing of it is repeated in an error.
   * @throws CloudError `NameRepeat` when the account has a certificate of this name
   */
  uploadUserCertificate(request: UploadUserCertificateRequest): Promise<UploadUserCertificateResponse>;
  /**
   * Uploaded, expired and revoked ones only.
   * @throws CloudError `NotFound` when it is gone already, as after a repeated call
   */
  deleteUserCertificate(certificateId: string): Promise<{ RequestId?: string }>;
}

const PAGE_SIZE = 50;

/** @param region which of the service's stores: certificates belong to a site, not to the region of a gateway */
export function casClient(transport: Transport, region = 'cn-hangzhou'): CasClient {
  const call = <T>(action: string, sent: { query?: object; form?: object }, idempotent = true): Promise<T> =>
    transport.call<T>({
      product: 'cas',
      version: '2020-04-07',
      style: 'RPC',
      method: 'POST',
      path: '/',
      region,
      action,
      ...sent,
      idempotent,
    });

  const listUserCertificateOrder = async (
    request: ListUserCertificateOrderRequest,
  ): Promise<ListUserCertificateOrderResponse> => {
    const answer = await call<{ CertificateOrderList?: UserCertificate[] | null }>('ListUserCertificateOrder', {
      query: request,
    });
    const certificates = answer.CertificateOrderList ?? [];
    return {
      ...answer,
      CertificateOrderList: certificates.map((one) => ({ ...one, CertificateId: String(one.CertificateId) })),
    };
  };

  return {
    ...casOrders(call),
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
        query: { CertId: certificateId, CertFilter: true },
      });
      // Should the filter not work, the private key goes no further than this.
      const { Cert, Key, EncryptCert, EncryptPrivateKey, SignCert, SignPrivateKey, ...detail } = answer;
      return { ...detail, Id: String(detail.Id) };
    },
    async getCertificateDetail(CertificateId) {
      const answer = await call<CertificateDetail>('GetCertificateDetail', { query: { CertificateId } });
      return { ...answer, CertificateId: String(answer.CertificateId) };
    },
    async uploadUserCertificate(request) {
      const answer = await call<UploadUserCertificateResponse>('UploadUserCertificate', { form: request }, false);
      return { ...answer, CertId: String(answer.CertId) };
    },
    deleteUserCertificate: (CertId) => call('DeleteUserCertificate', { query: { CertId } }),
  };
}

type SecretParts = Record<
  'Cert' | 'Key' | 'EncryptCert' | 'EncryptPrivateKey' | 'SignCert' | 'SignPrivateKey',
  unknown
>;
