import type { RamReader } from '../../shared/cloud/ram.ts';
import { codeOf, couldNotTell, type Finding, missing, ok, warning } from './finding.ts';

/** Roles that products have to be granted once, by somebody who may; names: their pages on service-linked roles. */
const WANTED = [
  {
    name: 'AliyunServiceRoleForPaiEas',
    report: missing,
    wayOut: 'Open EAS in the PAI console once and confirm the authorization (G11).',
  },
  {
    name: 'AliyunServiceRoleForAlb',
    report: warning,
    wayOut: 'It is made with the first load balancer; to be sure, open the ALB console once and confirm it.',
  },
] as const;

export async function checkServiceLinkedRoles(ram: RamReader): Promise<Finding[]> {
  return Promise.all(
    WANTED.map(async ({ name, report, wayOut }) => {
      const check = `service-linked role ${name}`;
      try {
        await ram.getRole(name);
        return ok(check, 'is granted');
      } catch (error) {
        return codeOf(error) === 'EntityNotExist.Role' ? report(check, 'is not there', wayOut) : couldNotTell(check, error);
      }
    }),
  );
}
