import type { RamReader } from '../../shared/cloud/ram.ts';
import type { Deployment } from '../deployment.ts';
import { type WantedRole, wantedRoles } from '../service-linked-roles.ts';
import { codeOf, couldNotTell, type Finding, missing, ok, warning } from './finding.ts';

/** Whether the roles that products want for themselves are there. */
export async function checkServiceLinkedRoles(ram: RamReader, deployment: Deployment | undefined): Promise<Finding[]> {
  return Promise.all(wantedRoles(deployment).map((role) => checkOne(ram, role)));
}

async function checkOne(ram: RamReader, { name, service, isNeeded, without }: WantedRole): Promise<Finding> {
  const check = `service-linked role ${name}`;
  try {
    await ram.getRole(name);
    return ok(check, 'is granted');
  } catch (error) {
    if (codeOf(error) !== 'EntityNotExist.Role') return couldNotTell(check, error);
    const report = isNeeded ? missing : warning;
    return service
      ? report(check, `is not there: ${without}`, 'Run `torii init`, which makes it (CreateServiceLinkedRole).')
      : report(check, 'is not there', without);
  }
}
