import type { Declaration } from '../declaration.ts';
import { type ExistingRecord, readOwnerMark } from '../domains.ts';
import type { ObservedDomain } from '../provisioning/observation.ts';

/** Whether what other gateways declare matters to this one's domains: some come, or go. None do once all is settled. */
export function domainsComeOrGo(
  { spec }: Declaration,
  attached: readonly ObservedDomain[],
  ours: readonly string[],
  deleting: boolean,
): boolean {
  const declared = deleting ? [] : spec.domains.map(({ name, access }) => `${name}/${access}`);
  const present = attached.map(({ name, access }) => `${name}/${access}`);
  return (
    declared.some((key) => !present.includes(key)) ||
    present.some((key) => ours.includes(key) && !declared.includes(key))
  );
}

/** The same of its records: one bears another gateway's mark, or one of ours is declared no more. */
export function recordsComeOrGo(
  existing: Readonly<Record<string, ExistingRecord[]>>,
  ours: readonly string[],
  declared: readonly string[],
  mark: string,
): boolean {
  const marks = Object.values(existing).flatMap((records) => records.map(({ remark }) => readOwnerMark(remark)));
  return (
    marks.some((owner) => owner !== undefined && `torii:${owner.account}/${owner.region}/${owner.name}` !== mark) ||
    ours.some((name) => !declared.includes(name))
  );
}
