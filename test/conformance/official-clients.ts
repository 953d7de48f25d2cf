import { createRequire } from 'node:module';
import type { ProductTable } from '../../local/cloud/products.ts';
import type { ProtocolTable } from '../../local/cloud/protocol-table.ts';

/** Official clients that say the same of themselves. `tea`: whatever the vendor's generator writes over openapi-core. */
export type Family = 'tea' | 'eventbridge' | 'fc2' | 'tablestore';

interface OfficialClient {
  /** On npm. */
  readonly sdk: string;
  readonly family: Family;
  readonly product: string;
  /** Where the product is there in several versions. */
  readonly version?: string;
  /** Actions that it has in a protocol of its own, which is not the one of our tables. */
  readonly elsewhere?: (action: string) => boolean;
}

const OFFICIAL_CLIENTS: readonly OfficialClient[] = [
  { product: 'alb', sdk: '@alicloud/alb20200616', family: 'tea' },
  { product: 'alidns', sdk: '@alicloud/alidns20150109', family: 'tea' },
  { product: 'cas', sdk: '@alicloud/cas20200407', family: 'tea' },
  { product: 'fc', version: '2023-03-30', sdk: '@alicloud/fc20230330', family: 'tea' },
  { product: 'fc', version: '2016-08-15', sdk: '@alicloud/fc2', family: 'fc2' },
  { product: 'vpc', sdk: '@alicloud/vpc20160428', family: 'tea' },
  // Its `computeSplits` is an action for the readers of an index, not ComputeSplitPointsBySize.
  { product: 'ots', sdk: 'tablestore', family: 'tablestore' },
  // It manages buses and rules at paths of its own (`POST /openapi/createRule`), not through the API 2020-04-01.
  {
    ...{ product: 'eventbridge', sdk: '@alicloud/eventbridge', family: 'eventbridge' },
    elsewhere: (action) => action !== 'PutEvents',
  },
];

/**
 * Which official client says this of itself, if any does. openapi-core's generic client would say what those say that are
 * generated over it: in tests it adds, by its own setting, that it is generic. Tablestore's says nothing at all, where
 * `fetch` says `node`.
 *
 * @param userAgent empty where the client has none
 */
export function clientThatSays(userAgent: string): Family | undefined {
  if (userAgent === '') return 'tablestore';
  if (/^AlibabaCloud \([^)]*\) Node\.js\/\S+ Core\/\S+ TeaDSL\/2$/.test(userAgent)) return 'tea';
  if (/^AlibabaCloud \(.* TeaDSL\/2 +aliyun-eventbridge-sdk\/\S+$/.test(userAgent)) return 'eventbridge';
  if (/ SDK\(@alicloud\/fc2@\S+\)$/.test(userAgent)) return 'fc2';
  return undefined;
}

type Table = Pick<ProductTable | ProtocolTable, 'name' | 'version' | 'actions'>;

/** An action that a table lists, and the product's official SDK has too. */
export interface SharedAction {
  readonly product: string;
  readonly version: string;
  readonly action: string;
  readonly sdk: string;
  readonly family: Family;
}

export function sharedActions(products: readonly Table[]): readonly SharedAction[] {
  return products.flatMap(({ name, version, actions }) =>
    OFFICIAL_CLIENTS.filter((one) => one.product === name && (one.version ?? version) === version).flatMap(
      ({ sdk, family, elsewhere = () => false }) => {
        const known = methodsOf(sdk);
        return actions
          .filter(({ name: action }) => !elsewhere(action) && known.has(action.toLowerCase()))
          .map(({ name: action }) => ({ product: name, version, action, sdk, family }));
      },
    ),
  );
}

const requireSdk = createRequire(import.meta.url);

/** Of its client class, in lower case: the generator writes SetDNSSLBStatus as setDNSSLBStatus or setDnsslbstatus. */
function methodsOf(sdk: string): ReadonlySet<string> {
  const loaded: { readonly default?: unknown; readonly Client?: unknown } = requireSdk(sdk);
  const client = [loaded.default, loaded.Client, loaded].find((one) => typeof one === 'function') as
    | (new () => object)
    | undefined;
  if (!client) throw new Error(`${sdk} has no client class`);
  return new Set(Object.getOwnPropertyNames(client.prototype).map((method) => method.toLowerCase()));
}
