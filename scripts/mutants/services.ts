import { type Mutant, rules } from './mutant.ts';

/** Services, as that section of docs/rules.yaml has its checks. */
export const SERVICES: readonly Mutant[] = [
  {
    rule: 'G50',
    allows: 'a binding that changed more could stand',
    file: rules('binding/judge-binding'),
    find: '  if (paths.includes(GATEWAY) || !onlyOneWrite || brought)',
    replace: '  if (true)',
  },
  {
    rule: 'G50',
    allows: "somebody else's change could be put back",
    file: rules('binding/judge-binding'),
    find: '  if (paths.includes(GATEWAY) || !onlyOneWrite || brought)',
    replace: '  if (false)',
  },
  {
    rule: 'G50',
    allows: 'a service could be bound twice',
    file: rules('declaration-rules'),
    find: '  return repeated(services.map(({ name }) => name))',
    replace: '  return repeated([])',
  },
  {
    rule: 'G50',
    allows: 'services could be taken off a gateway unasked',
    file: rules('provisioning/deletion'),
    find: '    if (!deletion.unbindServices || !ours) {',
    replace: '    if (false) {',
  },
  {
    rule: 'G50',
    allows: 'a service that changes could be bound',
    file: rules('provisioning/services'),
    find: '  if (restoring) return restoring;\n  if (isChanging(service.status)) {',
    replace: '  if (restoring) return restoring;\n  if (false) {',
  },
  {
    rule: 'G50',
    allows: 'a service that is stopped could be bound',
    file: rules('services'),
    find: "  if (status === 'Running') return undefined;",
    replace: '  return undefined;',
  },
  {
    rule: 'G51',
    allows: 'services could be anywhere',
    file: rules('services'),
    find: '  if (own === vpcId) return undefined;',
    replace: '  if (vpcId) return undefined;',
  },
  {
    rule: 'G52',
    allows: 'a service that refuses its own token answered as declared',
    file: rules('verification/judge-sighting'),
    find: "  tokenRefused, // the service's own token was not taken (G52)\n",
    replace: '',
  },
];
