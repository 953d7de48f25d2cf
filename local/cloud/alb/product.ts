import type { Product } from '../product.ts';
import { disableLoadBalancerAccessLog, enableLoadBalancerAccessLog } from './access-log.ts';
import { associateAclsWithListener, dissociateAclsFromListener, listAclRelations } from './acl-associations.ts';
import { addEntriesToAcl, listAclEntries, removeEntriesFromAcl } from './acl-entries.ts';
import { createAcl, deleteAcl, listAcls, updateAclAttribute } from './acls.ts';
import { deleteListener, startListener, stopListener, updateListenerAttribute } from './change-listener.ts';
import {
  deleteLoadBalancer,
  disableDeletionProtection,
  enableDeletionProtection,
  updateLoadBalancerAttribute,
  updateLoadBalancerZones,
} from './change-load-balancer.ts';
import { createListener } from './create-listener.ts';
import { createLoadBalancer } from './create-load-balancer.ts';
import { albErrors } from './errors.ts';
import { listAsynJobs } from './list-jobs.ts';
import {
  associateAdditionalCertificatesWithListener,
  dissociateAdditionalCertificatesFromListener,
} from './listener-certificates.ts';
import { describeRegions, describeZones } from './places.ts';
import { albRam } from './ram.ts';
import { getListenerAttribute, listListenerCertificates, listListeners } from './read-listeners.ts';
import { getLoadBalancerAttribute, listLoadBalancers } from './read-load-balancers.ts';
import { createServerGroup, deleteServerGroup, listServerGroups } from './server-groups.ts';
import type { AlbState } from './state.ts';
import { listTagResources, tagResources, unTagResources } from './tag-resources.ts';

/** Application Load Balancer, API 2020-06-16: the instances behind application gateways, and what guards them. */
export const alb: Product<AlbState> = {
  name: 'alb',
  version: '2020-06-16',
  errors: albErrors,
  ram: albRam,
  actions: [
    describeRegions,
    describeZones,
    createLoadBalancer,
    getLoadBalancerAttribute,
    listLoadBalancers,
    updateLoadBalancerAttribute,
    updateLoadBalancerZones,
    deleteLoadBalancer,
    enableDeletionProtection,
    disableDeletionProtection,
    enableLoadBalancerAccessLog,
    disableLoadBalancerAccessLog,
    createListener,
    getListenerAttribute,
    listListeners,
    updateListenerAttribute,
    startListener,
    stopListener,
    deleteListener,
    associateAdditionalCertificatesWithListener,
    dissociateAdditionalCertificatesFromListener,
    listListenerCertificates,
    createServerGroup,
    listServerGroups,
    deleteServerGroup,
    createAcl,
    listAcls,
    updateAclAttribute,
    deleteAcl,
    addEntriesToAcl,
    removeEntriesFromAcl,
    listAclEntries,
    associateAclsWithListener,
    dissociateAclsFromListener,
    listAclRelations,
    tagResources,
    unTagResources,
    listTagResources,
    listAsynJobs,
  ],
};
