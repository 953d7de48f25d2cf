import type { RamReader } from '../../shared/cloud/ram.ts';
import type { RamWriter } from '../../shared/cloud/ram-writer.ts';
import type { Deployment } from '../deployment.ts';
import { codeOf } from '../doctor/finding.ts';
import { type WantedRole, wantedRoles } from '../service-linked-roles.ts';
import { asItShouldBe, type InitStep, left, made } from './init-step.ts';

interface Means {
  read: RamReader;
  write: RamWriter;
  deployment: Deployment | undefined;
  dryRun: boolean;
}

/** Those that have to be there before anything is deployed, and whose service is known; the others are made by consoles. */
export async function ensureServiceLinkedRoles(means: Means): Promise<InitStep[]> {
  const steps: InitStep[] = [];
  for (const role of wantedRoles(means.deployment)) {
    const { service } = role;
    if (service !== undefined) steps.push(await ensureOne(means, { ...role, service }));
  }
  return steps;
}

async function ensureOne(
  { read, write, dryRun }: Means,
  { name, service, isNeeded, without }: WantedRole & { service: string },
): Promise<InitStep> {
  const what = `service-linked role ${name}`;
  if (await isThere(read, name)) return asItShouldBe(what);
  if (dryRun) return made(what);
  try {
    await write.createServiceLinkedRole(service);
    return made(what);
  } catch (error) {
    const says = `is not made: ${error instanceof Error ? error.message : String(error)}`;
    // What is only a hint keeps nobody from deploying.
    if (!isNeeded) return asItShouldBe(what, `${says}; ${without}`);
    const wayOut = `Let somebody who may make it: CreateServiceLinkedRole of Resource Management for ${service}.`;
    return left(what, says, wayOut);
  }
}

async function isThere(read: RamReader, name: string): Promise<boolean> {
  try {
    await read.getRole(name);
    return true;
  } catch (error) {
    if (codeOf(error) === 'EntityNotExist.Role') return false;
    throw error;
  }
}
