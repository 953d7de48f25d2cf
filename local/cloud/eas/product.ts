import type { Product } from '../product.ts';
import { createAclPolicy, deleteAclPolicy, listAclPolicy } from './acl.ts';
import { attachGatewayDomain, detachGatewayDomain, listGatewayDomains } from './domains.ts';
import { easErrors } from './errors.ts';
import { createGateway, deleteGateway, describeGateway, listGateway, updateGateway } from './gateways.ts';
import {
  createGroup,
  deleteGroup,
  describeGroup,
  describeGroupEndpoints,
  listGroups,
  updateGroup,
} from './groups/groups.ts';
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
import { describeMachineSpec, describeSpotDiscountHistory } from './resources/machine-specs.ts';
import { createResourceInstances, deleteResourceInstances, listResourceInstances } from './resources/machines.ts';
import {
  createResource,
  deleteResource,
  describeResource,
  listResourceServices,
  listResources,
  updateResource,
} from './resources/resources.ts';
import { createAppService, updateAppService } from './services/app-services.ts';
import {
  createServiceAutoScaler,
  deleteServiceAutoScaler,
  describeServiceAutoScaler,
  updateServiceAutoScaler,
} from './services/autoscaler.ts';
import { deleteService, updateService } from './services/change.ts';
import { createServiceInstanceToken, listServiceContainers } from './services/containers.ts';
import { cloneService, createService } from './services/create.ts';
import {
  createServiceCronScaler,
  deleteServiceCronScaler,
  describeServiceCronScaler,
  updateServiceCronScaler,
} from './services/cron-scaler.ts';
import { commitService, developService } from './services/development.ts';
import { describeServiceDiagnosis, describeServiceInstanceDiagnosis } from './services/diagnosis.ts';
import { describeServiceEndpoints } from './services/endpoints.ts';
import { describeServiceEvent, describeServiceLog } from './services/events.ts';
import {
  createFaultInjection,
  deleteFaultInjection,
  listServiceInstanceFaultInjectionInfo,
} from './services/faults.ts';
import { deleteServiceInstances, listServiceInstances, updateServiceInstance } from './services/instances.ts';
import { deleteServiceLabel, updateServiceLabel } from './services/labels.ts';
import { describeService, listServices } from './services/reads.ts';
import {
  createServiceRollout,
  deleteServiceRollout,
  describeServiceRollout,
  updateServiceRollout,
} from './services/rollouts.ts';
import { restartService, scaleService, startService, stopService } from './services/runs.ts';
import { updateServiceSafetyLock } from './services/safety-lock.ts';
import { describeServiceSignedUrl } from './services/signed-url.ts';
import {
  createServiceMirror,
  deleteServiceMirror,
  describeServiceMirror,
  releaseService,
  updateServiceMirror,
} from './services/traffic.ts';
import { listServiceVersions, updateServiceVersion } from './services/versions.ts';
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
    cloneService,
    describeService,
    listServices,
    updateService,
    deleteService,
    listServiceVersions,
    updateServiceVersion,
    developService,
    commitService,
    releaseService,
    updateServiceSafetyLock,
    updateServiceLabel,
    deleteServiceLabel,
    describeServiceEndpoints,
    describeServiceEvent,
    describeServiceLog,
    describeServiceDiagnosis,
    scaleService,
    startService,
    stopService,
    restartService,
    listServiceInstances,
    updateServiceInstance,
    deleteServiceInstances,
    describeServiceInstanceDiagnosis,
    listServiceContainers,
    createServiceInstanceToken,
    createFaultInjection,
    listServiceInstanceFaultInjectionInfo,
    deleteFaultInjection,
    createServiceAutoScaler,
    describeServiceAutoScaler,
    updateServiceAutoScaler,
    deleteServiceAutoScaler,
    createServiceCronScaler,
    describeServiceCronScaler,
    updateServiceCronScaler,
    deleteServiceCronScaler,
    createServiceMirror,
    describeServiceMirror,
    updateServiceMirror,
    deleteServiceMirror,
    createServiceRollout,
    describeServiceRollout,
    updateServiceRollout,
    deleteServiceRollout,
    describeServiceSignedUrl,
    createAppService,
    updateAppService,
    createGroup,
    describeGroup,
    listGroups,
    updateGroup,
    deleteGroup,
    describeGroupEndpoints,
    createResource,
    describeResource,
    listResources,
    updateResource,
    deleteResource,
    listResourceServices,
    createResourceInstances,
    listResourceInstances,
    deleteResourceInstances,
    describeMachineSpec,
    describeSpotDiscountHistory,
    describeRegions,
  ],
};
