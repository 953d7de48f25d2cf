import { ALB_KIND } from './alb-kind.ts';
import { CHOOSING } from './choosing.ts';
import { CUSTOM_DOMAINS } from './custom-domains.ts';
import { ISSUING } from './issuing.ts';
import { MANAGED_KIND } from './managed-kind.ts';
import { MONITORING } from './monitoring.ts';
import type { Mutant } from './mutant.ts';
import { SERVICES } from './services.ts';
import { ZONE_ERROR } from './zone-error.ts';

/** At least one for each place where docs/rules.yaml says that a rule is checked. */
export const MUTANTS: readonly Mutant[] = [
  ...CHOOSING,
  ...ALB_KIND,
  ...MANAGED_KIND,
  ...CUSTOM_DOMAINS,
  ...ISSUING,
  ...SERVICES,
  ...MONITORING,
  ...ZONE_ERROR,
];
