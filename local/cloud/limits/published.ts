/** How often an account may call one action in one region, and how what is beyond is refused. */
export interface PublishedLimits {
  /** Of the refusal; its status is 400. */
  readonly code: string;
  readonly message: string;
  /** Calls in any second, by action. */
  readonly perSecond: Readonly<Record<string, number>>;
}

/**
 * The rates that are published, by product; those of other products and actions are not (the quota centre of an account
 * shows them). The dimension of all is region, API and account, whoever in it calls.
 */
export const PUBLISHED_LIMITS: Readonly<Record<string, PublishedLimits>> = {
  /** help.aliyun.com/zh/dns/api-alidns-2015-01-09-quota; the codes by "Notice on API throttling of Alibaba Cloud DNS". */
  alidns: {
    code: 'Throttling.User',
    message: 'Request was denied due to user flow control.',
    perSecond: {
      AddDomain: 10,
      DeleteDomain: 10,
      AddDomainRecord: 60,
      UpdateDomainRecord: 60,
      DeleteDomainRecord: 60,
      DeleteSubDomainRecords: 20,
      DescribeDomainRecords: 100,
      DescribeSubDomainRecords: 300,
      DescribeDomainRecordInfo: 200,
    },
  },
  /**
   * The quota page of the API; where it says nothing (deleting, listing), the remarks of the SDK. For uploads and details
   * the remarks say 100 and the page 10.
   */
  cas: {
    code: 'FlowControlError',
    message: 'Request was denied due to user flow control.',
    perSecond: {
      UploadUserCertificate: 10,
      GetUserCertificateDetail: 10,
      ListUserCertificateOrder: 10,
      DescribeCertificateState: 10,
      CreateCertificateForPackageRequest: 10,
      RenewCertificateOrderForPackageRequest: 10,
      DeleteUserCertificate: 100,
    },
  },
};
