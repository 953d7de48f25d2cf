import { conflictingGateway, conflictingRecord } from './scenarios/conflict.ts';
import { driftOfEveryKind } from './scenarios/drift.ts';
import { managedBoth, managedPrivate, managedPublic } from './scenarios/managed.ts';
import { rotation } from './scenarios/rotation.ts';
import { unblockedByTimer } from './scenarios/zones.ts';
import type { Scenario } from './scenarios.ts';

/** Every story, told under every condition. */
export const SCENARIOS: readonly Scenario[] = [
  managedPublic,
  managedPrivate,
  managedBoth,
  unblockedByTimer,
  conflictingRecord,
  conflictingGateway,
  driftOfEveryKind,
  rotation,
];
