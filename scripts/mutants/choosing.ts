import { type Mutant, rules } from './mutant.ts';

/** Choosing a gateway, as that section of docs/rules.yaml has its checks. */
export const CHOOSING: readonly Mutant[] = [
  {
    rule: 'G02',
    allows: 'each kind took the fields of the other',
    file: rules('declaration-kinds'),
    find: '  if (!present) return [];',
    replace: '  return [];',
  },
  {
    rule: 'G02',
    allows: 'choosing the managed kind needed no word',
    file: rules('declaration-kinds'),
    find: "  if (type !== 'managed') return [];\n  return [\n    {\n      field: 'spec.type',",
    replace: "  if (type) return [];\n  return [\n    {\n      field: 'spec.type',",
  },
  {
    rule: 'G02',
    allows: 'a gateway of the other kind were taken for ours',
    file: rules('provisioning/alb-gateway'),
    find: '  if (kind === declared) return undefined;',
    replace: '  if (kind === kind) return undefined;',
  },
  {
    rule: 'G03',
    allows: 'services could scale from zero',
    file: rules('services'),
    find: '  if (setting) {',
    replace: '  if (false) {',
  },
  {
    rule: 'G03',
    allows: 'a bound service could go down to no instance unsaid',
    file: rules('provisioning/services'),
    find: '  if (drift) return',
    replace: '  if (false) return',
  },
  {
    rule: 'G05',
    allows: 'a zone were a region',
    file: rules('declaration-schema'),
    find: '/^[a-z]{2}-[a-z]{2,}(-(\\d+|[a-z]{2,}))*$/',
    replace: '/^/',
  },
  {
    rule: 'G04',
    allows: 'nothing cost anything',
    file: rules('provisioning/charges'),
    find: '  return charge === undefined ? step',
    replace: '  return true ? step',
  },
];
