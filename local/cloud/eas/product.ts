import type { Product } from '../product.ts';
import { createAclPolicy, deleteAclPolicy, listAclPolicy } from './acl.ts';
import { attachGatewayDomain, detachGatewayDomain, listGatewayDomains } from './domains.ts';
import { easErrors } from './errors.ts';
import { createGateway, deleteGateway, describeGateway, listGateway, updateGateway } from './gateways.ts';
import { deleteGatewayLabel, updateGatewayLabel } from './labels.ts';
import {
  createGatewayIntranetLinkedVpc,
  deleteGatewayIntranetLinkedVpc,
  listGatewayIntranetLinkedVpc,
  listGatewayIntranetSupportedZone,
} from './linked-vpcs.ts';
import {
  createGatewayIntranetLinkedVpcPeer,
  deleteGatewayIntranetLinkedVpcPeer,
  listGatewayIntranetLinkedVpcPeer,
} from './peers.ts';
import { easRam } from './ram.ts';
import { describeRegions } from './regions.ts';
import {
  createServiceAutoScaler,
  deleteServiceAutoScaler,
  describeServiceAutoScaler,
  updateServiceAutoScaler,
} from './services/autoscaler.ts';
import { describeServiceEndpoints } from './services/endpoints.ts';
import { restartService, scaleService, startService, stopService } from './services/runs.ts';
import { createService, deleteService, describeService, listServices, updateService } from './services/services.ts';
import type { EasState } from './state.ts';

/** PAI-EAS, API 2021-07-01: dedicated gateways, and the services behind them. */
export const eas: Product<EasState> = {
  name: 'eas',
  version: '2021-07-01',
  errors: easErrors,
  ram: easRam,
  actions: [
    createGateway,
    describeGateway,
    listGateway,
    updateGateway,
    deleteGateway,
    updateGatewayLabel,
    deleteGatewayLabel,
    createGatewayIntranetLinkedVpc,
    listGatewayIntranetLinkedVpc,
    deleteGatewayIntranetLinkedVpc,
    listGatewayIntranetSupportedZone,
    createGatewayIntranetLinkedVpcPeer,
    listGatewayIntranetLinkedVpcPeer,
    deleteGatewayIntranetLinkedVpcPeer,
    createAclPolicy,
    listAclPolicy,
    deleteAclPolicy,
    attachGatewayDomain,
    detachGatewayDomain,
    listGatewayDomains,
    createService,
    describeService,
    listServices,
    updateService,
    deleteService,
    describeServiceEndpoints,
    scaleService,
    startService,
    stopService,
    restartService,
    createServiceAutoScaler,
    describeServiceAutoScaler,
    updateServiceAutoScaler,
    deleteServiceAutoScaler,
    describeRegions,
  ],
};
