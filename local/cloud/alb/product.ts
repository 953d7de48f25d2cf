import type { Product } from '../product.ts';
import { disableLoadBalancerAccessLog, enableLoadBalancerAccessLog } from './access-log.ts';
import { associateAclsWithListener, dissociateAclsFromListener, listAclRelations } from './acl-associations.ts';
import { addEntriesToAcl, listAclEntries, removeEntriesFromAcl } from './acl-entries.ts';
import { createAcl, deleteAcl, listAcls, updateAclAttribute } from './acls.ts';
import {
  attachCommonBandwidthPackageToLoadBalancer,
  detachCommonBandwidthPackageFromLoadBalancer,
} from './bandwidth-packages.ts';
import { updateLoadBalancerAddressTypeConfig, updateLoadBalancerEdition } from './change-edition.ts';
import { deleteListener, startListener, stopListener, updateListenerAttribute } from './change-listener.ts';
import {
  deleteLoadBalancer,
  disableDeletionProtection,
  enableDeletionProtection,
  updateLoadBalancerAttribute,
} from './change-load-balancer.ts';
import { createListener } from './create-listener.ts';
import { createLoadBalancer } from './create-load-balancer.ts';
import { albErrors } from './errors.ts';
import {
  applyHealthCheckTemplateToServerGroup,
  createHealthCheckTemplate,
  deleteHealthCheckTemplates,
  getHealthCheckTemplateAttribute,
  listHealthCheckTemplates,
  updateHealthCheckTemplateAttribute,
} from './health-check-templates/template-actions.ts';
import { getListenerHealthStatus } from './health-status.ts';
import { listAsynJobs } from './list-jobs.ts';
import {
  associateAdditionalCertificatesWithListener,
  dissociateAdditionalCertificatesFromListener,
} from './listener-certificates.ts';
import { updateListenerLogConfig } from './log-config.ts';
import { describeRegions, describeZones } from './places.ts';
import { albRam } from './ram.ts';
import { getListenerAttribute, listListenerCertificates, listListeners } from './read-listeners.ts';
import { getLoadBalancerAttribute, listLoadBalancers } from './read-load-balancers.ts';
import { moveResourceGroup } from './resource-groups.ts';
import { deleteRule, deleteRules, updateRuleAttribute, updateRulesAttribute } from './rules/change-rules.ts';
import { createRule, createRules } from './rules/create-rules.ts';
import { listRules } from './rules/list-rules.ts';
import { loadBalancerJoinSecurityGroup, loadBalancerLeaveSecurityGroup } from './security-groups.ts';
import {
  listSecurityPolicies,
  listSecurityPolicyRelations,
  listSystemSecurityPolicies,
} from './security-policies/list-policies.ts';
import {
  createSecurityPolicy,
  deleteSecurityPolicy,
  updateSecurityPolicyAttribute,
} from './security-policies/own-policies.ts';
import { createServerGroup, deleteServerGroup, updateServerGroupAttribute } from './server-groups/change-groups.ts';
import {
  addServersToServerGroup,
  removeServersFromServerGroup,
  replaceServersInServerGroup,
  updateServerGroupServersAttribute,
} from './server-groups/change-servers.ts';
import { listServerGroups } from './server-groups/list-groups.ts';
import { listServerGroupServers } from './server-groups/list-servers.ts';
import type { AlbState } from './state.ts';
import { listTagKeys, listTagResources, listTagValues, tagResources, unTagResources } from './tag-resources.ts';
import { cancelShiftLoadBalancerZones, startShiftLoadBalancerZones, updateLoadBalancerZones } from './zone-changes.ts';

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
    startShiftLoadBalancerZones,
    cancelShiftLoadBalancerZones,
    updateLoadBalancerEdition,
    updateLoadBalancerAddressTypeConfig,
    attachCommonBandwidthPackageToLoadBalancer,
    detachCommonBandwidthPackageFromLoadBalancer,
    loadBalancerJoinSecurityGroup,
    loadBalancerLeaveSecurityGroup,
    deleteLoadBalancer,
    enableDeletionProtection,
    disableDeletionProtection,
    enableLoadBalancerAccessLog,
    disableLoadBalancerAccessLog,
    createListener,
    getListenerAttribute,
    listListeners,
    updateListenerAttribute,
    updateListenerLogConfig,
    getListenerHealthStatus,
    startListener,
    stopListener,
    deleteListener,
    associateAdditionalCertificatesWithListener,
    dissociateAdditionalCertificatesFromListener,
    listListenerCertificates,
    createRule,
    createRules,
    listRules,
    updateRuleAttribute,
    updateRulesAttribute,
    deleteRule,
    deleteRules,
    createServerGroup,
    listServerGroups,
    updateServerGroupAttribute,
    deleteServerGroup,
    addServersToServerGroup,
    listServerGroupServers,
    updateServerGroupServersAttribute,
    replaceServersInServerGroup,
    removeServersFromServerGroup,
    createHealthCheckTemplate,
    getHealthCheckTemplateAttribute,
    listHealthCheckTemplates,
    updateHealthCheckTemplateAttribute,
    applyHealthCheckTemplateToServerGroup,
    deleteHealthCheckTemplates,
    createSecurityPolicy,
    listSecurityPolicies,
    listSystemSecurityPolicies,
    listSecurityPolicyRelations,
    updateSecurityPolicyAttribute,
    deleteSecurityPolicy,
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
    listTagKeys,
    listTagValues,
    moveResourceGroup,
    listAsynJobs,
  ],
};
