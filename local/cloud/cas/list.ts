import { actionsOf } from '../product.ts';
import type { StoredCertificate } from './certificate.ts';
import { certificateBody, certificateFields } from './certificate-body.ts';
import { orderStatusAt } from './order.ts';
import { orderBody, orderFields } from './order-body.ts';
import type { CasState } from './state.ts';
import { type CertificateStatus, statusAt } from './status.ts';

/** Orders and certificates come from one list, in rows of different fields: `OrderType` says which. */
export const listUserCertificateOrder = actionsOf<CasState>()({
  name: 'ListUserCertificateOrder',
  style: 'RPC',
  parameters: {
    OrderType: { type: 'string', enum: ['CPACK', 'BUY', 'UPLOAD', 'CERT'], default: 'CPACK' },
    Status: {
      type: 'string',
      enum: ['PAYED', 'CHECKING', 'CHECKED_FAIL', 'ISSUED', 'WILLEXPIRED', 'EXPIRED', 'NOTACTIVATED', 'REVOKED'],
    },
    Keyword: { type: 'string' },
    CurrentPage: { type: 'integer', default: 1, min: 1 },
    ShowSize: { type: 'integer', default: 50, min: 1, max: 100 },
    ResourceGroupId: { type: 'string' },
  },
  response: {
    TotalCount: 'integer',
    CurrentPage: 'integer',
    ShowSize: 'integer',
    CertificateOrderList: [
      { ...certificateFields, CertificateId: 'integer', CommonName: 'string', Upload: 'boolean', ...orderFields },
    ],
  },
  errors: [],
  handler: (state, { account, parameters, now }) => {
    const { OrderType, Status, Keyword = '', ResourceGroupId: group, CurrentPage, ShowSize } = parameters;
    const filter = { Status, group, word: Keyword.toLowerCase() };
    const ofOrders = OrderType === 'CPACK' || OrderType === 'BUY';
    const rows = ofOrders
      ? orderRows(state, account, OrderType, filter, now)
      : certificateRows(state, account, OrderType, filter, now);
    return {
      TotalCount: rows.length,
      CurrentPage,
      ShowSize,
      CertificateOrderList: rows.slice((CurrentPage - 1) * ShowSize, CurrentPage * ShowSize).map((body) => body()),
    };
  },
});

interface Filter {
  readonly group: string | undefined;
  readonly Status: string | undefined;
  /** Part of a domain name or resource id, fuzzy; not of the certificate's name. */
  readonly word: string;
}

/** Every order here is paid from a package: purchase orders there are none. */
function orderRows(state: CasState, account: string, type: 'CPACK' | 'BUY', { Status, word }: Filter, now: number) {
  return (type === 'CPACK' ? state.orders.of(account) : [])
    .filter((order) => Status === undefined || orderStatusAt(order, now) === Status)
    .filter(({ names, instanceId }) => [...names, instanceId].some((text) => text.toLowerCase().includes(word)))
    .toReversed()
    .map((order) => () => orderBody(order, now));
}

function certificateRows(
  state: CasState,
  account: string,
  type: 'UPLOAD' | 'CERT',
  { Status, group, word }: Filter,
  now: number,
) {
  return state
    .of(account)
    .filter(({ uploaded }) => type === 'CERT' || uploaded)
    .filter((certificate) => isListed(statusAt(certificate, now), Status))
    .filter(({ resourceGroupId }) => group === undefined || resourceGroupId === group)
    .filter((certificate) => mentions(certificate, word))
    .toReversed()
    .map((certificate) => () => ({
      ...certificateBody(certificate, now),
      CertificateId: certificate.id,
      CommonName: certificate.facts.commonName,
      Upload: certificate.uploaded,
    }));
}

/**
 * Without a status only valid certificates are listed: expired ones must be asked for (SDK remarks of Status). So must
 * revoked ones, which the remarks allow to ask for among orders only (inferred).
 */
function isListed(status: CertificateStatus, wanted: string | undefined): boolean {
  return wanted === undefined ? status === 'ISSUED' || status === 'WILLEXPIRED' : status === wanted;
}

function mentions({ facts, instanceId }: StoredCertificate, word: string): boolean {
  return [facts.commonName, facts.sans, instanceId].some((text) => text.toLowerCase().includes(word));
}
