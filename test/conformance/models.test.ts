import { describe, expect, test } from 'vitest';
import { alb } from '../../local/cloud/alb/product.ts';
import { alidns } from '../../local/cloud/alidns/product.ts';
import { cas } from '../../local/cloud/cas/product.ts';
import { fc } from '../../local/cloud/fc/product.ts';
import { getAsyncTask, listAsyncTasks, stopAsyncTask } from '../../local/cloud/fc/run/invocations-table.ts';
import type { ProductTable } from '../../local/cloud/products.ts';
import type { ProtocolTable } from '../../local/cloud/protocol-table.ts';
import { vpc } from '../../local/cloud/vpc/product.ts';
import { leavesOf, parametersOf } from './entries.ts';
import { sdkModels } from './sdk-models.ts';
import { isUnplayed, type Unplayed } from './unplayed.ts';
import { unplayed as unplayedAlb } from './unplayed-alb.ts';
import { unplayed as unplayedAlidns } from './unplayed-alidns.ts';
import { unplayed as unplayedCas } from './unplayed-cas.ts';
import { unplayed as unplayedFc } from './unplayed-fc.ts';
import { unplayed as unplayedVpc } from './unplayed-vpc.ts';

interface Compared {
  readonly table: Pick<ProductTable | ProtocolTable, 'actions'>;
  readonly sdk: string;
  readonly unplayed: Unplayed;
  /** Documented actions that the SDK's version in use does not have yet. */
  readonly newerThanSdk?: readonly string[];
}

const COMPARED: readonly Compared[] = [
  { table: alb, sdk: '@alicloud/alb20200616', unplayed: unplayedAlb },
  { table: alidns, sdk: '@alicloud/alidns20150109', unplayed: unplayedAlidns },
  {
    table: cas,
    sdk: '@alicloud/cas20200407',
    unplayed: unplayedCas,
    newerThanSdk: ['GetCertificateDetail', 'ListCertificates'],
  },
  { table: fc, sdk: '@alicloud/fc20230330', unplayed: unplayedFc },
  {
    table: { actions: [listAsyncTasks, getAsyncTask, stopAsyncTask] },
    ...{ sdk: '@alicloud/fc20230330', unplayed: unplayedFc },
  },
  { table: vpc, sdk: '@alicloud/vpc20160428', unplayed: unplayedVpc },
];

/** Types of the SDK's models, and those of the tables that are the same on the wire. */
const SAME_TYPE: Readonly<Record<string, RegExp>> = {
  string: /^(string|json)/,
  number: /^(integer|bigint|number)/,
  boolean: /^boolean/,
};

describe.each(COMPARED)('$sdk', ({ table, sdk, unplayed, newerThanSdk = [] }) => {
  const actions = table.actions.filter(({ name }) => !newerThanSdk.includes(name));

  test.each(actions)('$name answers with every field of its model, of its type', ({ name, response }) => {
    const types = new Map(leavesOf(response).map(({ path, type }) => [path, type]));
    const documented = sdkModels(sdk, name).answer.filter(({ path }) => path.toLowerCase() !== 'requestid');
    const amiss = documented.filter(
      ({ path, type }) => !isPlayed(path, type, types) && !isUnplayed(unplayed.answers, `${name} ${path}`),
    );
    expect(amiss).toEqual([]);
  });

  test.each(actions)('$name knows every parameter of its model', ({ name, parameters }) => {
    const known = new Set(parametersOf(parameters).map(({ path }) => path));
    const wholes = Object.entries(parameters).filter(([, { type }]) => type === 'json');
    const amiss = sdkModels(sdk, name).request.filter(
      ({ path }) =>
        !known.has(path) &&
        !wholes.some(([whole, { in: place }]) => place === 'whole-body' || path.startsWith(whole)) &&
        !isUnplayed(unplayed.parameters, `${name} ${path}`),
    );
    expect(amiss).toEqual([]);
  });
});

/** A leaf that the table has as free-form JSON at its place, or above it, is of any type. */
function isPlayed(path: string, type: string, types: ReadonlyMap<string, string>): boolean {
  const own = types.get(path);
  if (own !== undefined) return own.startsWith('json') || (SAME_TYPE[type]?.test(own) ?? true);
  return [...types].some(([known, ownType]) => ownType.startsWith('json') && isBelow(path, known));
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(`${above}.`) || path.startsWith(`${above}[]`);
}
