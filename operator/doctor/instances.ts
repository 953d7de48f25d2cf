import type { Transport } from '../../shared/cloud/transport.ts';
import type { Deployment } from '../deployment.ts';
import type { DeployedAt } from '../policies/policy-documents.ts';
import { couldNotTell, type Finding, ok, warning } from './finding.ts';

/** What ListConcurrencyConfigs of Function Compute 3.0 tells. */
interface Reserved {
  functionArn?: string;
  reservedConcurrency?: number;
}

/**
 * What s.yaml sets aside beside what others in the region have set aside, out of the quota of instances. The quota itself no
 * operation of the 3.0 API tells: a region starts with 100 (documented; older pages say 300), and more is for the asking.
 *
 * @param deployment undefined where s.yaml is not at hand
 */
export async function checkInstances(
  transport: Transport,
  { region, prefix }: Required<DeployedAt>,
  deployment: Deployment | undefined,
): Promise<Finding> {
  const check = 'Function Compute instances';
  const wayOut = 'Compare it with the quota of the region, in the console of Function Compute under Quotas.';
  if (!deployment) return warning(check, 's.yaml was not found, so what it sets aside is not known', wayOut);
  try {
    const others = (await allReserved(transport, region)).filter(
      ({ functionArn = '' }) => !functionArn.includes(`:functions/${prefix}`),
    );
    const theirs = sum(others.map(({ reservedConcurrency = 0 }) => reservedConcurrency));
    const ours = sum(deployment.functions.map(({ reserved = 0 }) => reserved));
    const says =
      `s.yaml sets ${ours} aside for ${deployment.functions.length} functions, others in the region ${theirs}; ` +
      `${QUOTA_AT_FIRST - ours - theirs} of the ${QUOTA_AT_FIRST} that a region starts with are left for all else`;
    if (ours + theirs <= QUOTA_AT_FIRST - LEFT_FOR_OTHERS) return ok(check, says);
    return warning(
      check,
      says,
      `${wayOut} It is told by no operation; lower \`reservedConcurrency\`, or ask for more.`,
    );
  } catch (error) {
    return couldNotTell(check, error);
  }
}

async function allReserved(transport: Transport, region: string): Promise<Reserved[]> {
  const found: Reserved[] = [];
  for (let nextToken: string | undefined, page = 0; page < PAGES; page += 1) {
    const answer = await transport.call<{ configs?: Reserved[] | null; nextToken?: string }>({
      ...{ product: 'fc', version: '2023-03-30', style: 'ROA', method: 'GET', path: '/2023-03-30/concurrency-configs' },
      ...{ region, action: 'ListConcurrencyConfigs', idempotent: true },
      query: { limit: 100, ...(nextToken && { nextToken }) },
    });
    found.push(...(answer.configs ?? []));
    nextToken = answer.nextToken;
    if (!nextToken) break;
  }
  return found;
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
const QUOTA_AT_FIRST = 100;
/** Less than this left, and functions of others may be throttled. */
const LEFT_FOR_OTHERS = 10;
const PAGES = 50;
