import { albBoth, albPrivate, albPublic } from './scenarios/alb.ts';
import { conflictingGateway, conflictingRecord } from './scenarios/conflict.ts';
import { driftOfEveryKind } from './scenarios/drift.ts';
import { managedBoth, managedPrivate, managedPublic } from './scenarios/managed.ts';
import { domainMoved } from './scenarios/moving.ts';
import { rotation } from './scenarios/rotation.ts';
import { threeNetworks } from './scenarios/three-networks.ts';
import { unblockedByEvent, unblockedByTimer } from './scenarios/zones.ts';
import type { Scenario } from './scenarios.ts';

/** Every story, told under every condition. */
export const SCENARIOS: readonly Scenario[] = [
  managedPublic,
  managedPrivate,
  managedBoth,
  albPublic,
  albPrivate,
  albBoth,
  threeNetworks,
  unblockedByEvent,
  unblockedByTimer,
  domainMoved,
  conflictingRecord,
  conflictingGateway,
  driftOfEveryKind,
  rotation,
];
