import type { RamNaming } from '../product.ts';
import type { EasState } from './state.ts';

const gateway = 'gateway/{GatewayId}';
const service = 'service/{ServiceName}';

/**
 * Source: the RAM tables of those API pages that have one. Peers, domains and endpoints of services have no resource but
 * `*` by theirs; pages that show no table are taken for such, too (inferred).
 */
export const easRam: RamNaming<EasState> = {
  resources: {
    CreateGateway: 'gateway/*',
    DescribeGateway: gateway,
    UpdateGateway: gateway,
    CreateGatewayIntranetLinkedVpc: gateway,
    ListGatewayIntranetLinkedVpc: gateway,
    CreateAclPolicy: gateway,
    ListAclPolicy: gateway,
    UpdateServiceCronScaler: service,
    CreateServiceRollout: service,
  },
};
