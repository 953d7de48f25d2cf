import type { Effect } from '../declaration-schema.ts';
import type { StepHead } from '../plan.ts';

/** The changes of PrivateZone. A zone is known by its id from the look after the one that adds it. */
export type PrivateStep = StepHead &
  (
    | { kind: 'add-private-zone'; name: string; mark: string }
    | { kind: 'mark-private-zone'; zoneId: string; mark: string }
    | {
        kind: 'bind-private-zone' | 'unbind-private-zone';
        name: string;
        zoneId: string;
        region: string;
        vpcs: string[];
      }
    | { kind: 'remove-private-zone'; zoneId: string }
    | { kind: 'add-private-record'; zoneId: string; rr: string; value: string; ttl: number; mark: string }
    | { kind: 'update-private-record'; recordId: string; rr: string; value: string; ttl: number }
    | { kind: 'enable-private-record'; recordId: string }
    | { kind: 'remove-private-record'; recordId: string }
  );

/** Before the name, the id of the step that adds its private zone. */
export const ADD_PRIVATE_ZONE = 'add-private-zone/';

/** Before the name, the id of the step that adds its record in a private zone. */
export const ADD_PRIVATE_RECORD = 'add-private-record/';

/** What every step has; the rest hangs on its kind. */
export function privateHead(
  kind: PrivateStep['kind'],
  name: string,
  summary: string,
  { after = [], effects = [], repeatable = true }: { after?: string[]; effects?: Effect[]; repeatable?: boolean } = {},
): StepHead & { id: string } {
  return { kind, id: `${kind}/${name}`, target: name, summary, after, effects, repeatable };
}
