import { type Mutant, rules } from './mutant.ts';

/** Monitoring, as that section of docs/rules.yaml has its checks. */
export const MONITORING: readonly Mutant[] = [
  {
    rule: 'G63',
    allows: 'a certificate could run out',
    file: rules('certificates'),
    find: '  if (!fact || now < renewAt(fact)) return undefined;',
    replace: '  if (!fact || true) return undefined;',
  },
  {
    rule: 'G63',
    allows: 'few days left were no alarm',
    file: rules('rotation/decide-certificates'),
    find: 'now > alarmAt(fact)',
    replace: 'false',
  },
];
