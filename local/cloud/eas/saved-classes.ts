import type { ClassTable } from '../snapshot/graph.ts';
import { CrossAccount } from './cross-account.ts';
import { Gateway } from './gateway.ts';
import { Group } from './groups/group.ts';
import { Lifecycle } from './lifecycle.ts';
import { ResourceGroups } from './resources/resource-group.ts';
import { ServiceFailures } from './services/failures.ts';
import { Service } from './services/service.ts';
import { SharedGateway } from './shared-gateway.ts';
import { SupportedZones } from './supported-zones.ts';

/** What the state of EAS is made of, besides plain data. */
export const easClasses: ClassTable = {
  'eas/CrossAccount': CrossAccount,
  'eas/Gateway': Gateway,
  'eas/Group': Group,
  'eas/Lifecycle': Lifecycle,
  'eas/ResourceGroups': ResourceGroups,
  'eas/Service': Service,
  'eas/ServiceFailures': ServiceFailures,
  'eas/SharedGateway': SharedGateway,
  'eas/SupportedZones': SupportedZones,
};
