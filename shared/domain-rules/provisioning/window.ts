import { EVERYONE } from '../allowlist.ts';
import type { OpenWindow, ProvisioningInput, ProvisioningMemory } from './input.ts';
import type { ProvisioningStep } from './step.ts';

type Disallow = Extract<ProvisioningStep, { kind: 'allow' | 'disallow' }>;

/**
 * Remembers since when everybody in a VPC is let in though a list is declared: a new link begins so (G29), and nothing
 * but a later call can end it.
 *
 * @param now ms since the epoch
 */
export function withWindows(
  memory: ProvisioningMemory,
  { declaration, observation }: Pick<ProvisioningInput, 'declaration' | 'observation'>,
  now: number,
): ProvisioningMemory {
  const windows: Record<string, OpenWindow> = {};
  for (const { vpcId, allow } of declaration.spec.vpcs) {
    if (!allow || allow.includes(EVERYONE)) continue;
    const before = memory.windows?.[vpcId];
    const isLinked = observation.links.some((link) => link.vpcId === vpcId);
    const isOpen = observation.vpcAllowlists[vpcId]?.includes(EVERYONE) ?? false;
    // A link that was just made may not show yet.
    if (isLinked ? isOpen : before) windows[vpcId] = before ?? { since: now, from: 'sight' };
  }
  if (Object.keys(windows).length === 0 && memory.windows === undefined) return memory;
  return { ...memory, windows };
}

/** What is said and forgotten when a step takes `0.0.0.0/0` off a VPC's list: for how long everybody was let in. */
export function closeWindow(
  { vpcId, entries }: Disallow,
  memory: ProvisioningMemory,
  now: number,
): { learn?: (memory: ProvisioningMemory) => ProvisioningMemory; message?: string } {
  const window = vpcId === undefined ? undefined : memory.windows?.[vpcId];
  if (vpcId === undefined || !window || !entries.includes(EVERYONE)) return {};
  const seconds = Math.round((now - window.since) / 1000);
  const long =
    window.from === 'link' ? `${seconds} s, from its link until now` : `at least ${seconds} s, since it was first seen`;
  return {
    learn: (remembered) => {
      const { [vpcId]: _closed, ...windows } = remembered.windows ?? {};
      return { ...remembered, windows };
    },
    message: `done; everybody in ${vpcId} was let in for ${long}`,
  };
}
