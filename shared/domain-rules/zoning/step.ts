import type { StepHead } from '../plan.ts';

/** The one change that zone-checker can make, and only where the owner allowed it. */
export type ZoningStep = StepHead & {
  kind: 'create-vswitch';
  vpcId: string;
  zoneId: string;
  cidrBlock: string;
  name: string;
  /** Marks it as Torii's: the value of the tag. */
  owner: string;
};

export const CREATE_VSWITCH = 'create-vswitch/';
/** The tag that says for which declaration a vSwitch was created. */
export const OWNER_TAG = 'torii';
