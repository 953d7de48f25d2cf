import { managedBoth, managedPrivate, managedPublic } from './scenarios/managed.ts';
import type { Scenario } from './scenarios.ts';

/** Every story, told under every condition. */
export const SCENARIOS: readonly Scenario[] = [managedPublic, managedPrivate, managedBoth];
