import { accountControls } from './account-controls.ts';
import { callControls } from './call-controls.ts';
import { clockControls } from './clock-controls.ts';
import type { Control } from './control.ts';
import { faultControls } from './fault-controls.ts';
import { fixtureControls } from './fixture-controls.ts';
import { limitControls } from './limit-controls.ts';
import { progressControls } from './progress-controls.ts';
import { snapshotControls } from './snapshot-controls.ts';
import { statusControls } from './status-controls.ts';
import { switchControls } from './switch-controls.ts';

/** Every control of a running cloud. */
export const CONTROLS: readonly Control[] = [
  ...statusControls,
  ...clockControls,
  ...progressControls,
  ...faultControls,
  ...switchControls,
  ...limitControls,
  ...callControls,
  ...accountControls,
  ...fixtureControls,
  ...snapshotControls,
];
