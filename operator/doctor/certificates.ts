import type { CasReader } from '../../shared/cloud/cas.ts';
import type { CasOrderReader } from '../../shared/cloud/cas-orders.ts';
import { codeOf, couldNotTell, type Finding, ok } from './finding.ts';

/** Whether the certificate service can be read, and how many certificates its packages still give. */
export async function checkCertificates(cas: Pick<CasReader & CasOrderReader, 'describePackageState'>): Promise<Finding> {
  const check = 'Certificate Management Service';
  try {
    const { TotalCount = 0, UsedCount = 0 } = await cas.describePackageState();
    return ok(check, `answers; packages have ${TotalCount - UsedCount} of ${TotalCount} certificates left`);
  } catch (error) {
    if (/NotFound|NotExist/.test(codeOf(error) ?? '')) return ok(check, 'answers; there is no package');
    return couldNotTell(check, error);
  }
}
