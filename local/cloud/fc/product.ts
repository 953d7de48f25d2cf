import type { Product } from '../product.ts';
import { createAlias, deleteAlias, getAlias, listAliases, updateAlias } from './aliases.ts';
import { withArgumentCode } from './argument-code.ts';
import {
  deleteAsyncInvokeConfig,
  getAsyncInvokeConfig,
  listAsyncInvokeConfigs,
  putAsyncInvokeConfig,
} from './async-invoke-config.ts';
import {
  deleteConcurrencyConfig,
  getConcurrencyConfig,
  listConcurrencyConfigs,
  putConcurrencyConfig,
} from './concurrency.ts';
import {
  createCustomDomain,
  deleteCustomDomain,
  getCustomDomain,
  listCustomDomains,
  updateCustomDomain,
} from './custom-domains.ts';
import { fcErrors } from './errors.ts';
import { disableFunctionInvocation, enableFunctionInvocation } from './invocation-restriction.ts';
import { listInstances } from './list-instances.ts';
import {
  createFunction,
  deleteFunction,
  getFunction,
  getFunctionCode,
  listFunctions,
  updateFunction,
} from './manage-functions.ts';
import {
  createLayerVersion,
  deleteLayerVersion,
  getLayerVersion,
  getLayerVersionByArn,
  listLayers,
  listLayerVersions,
  putLayerAcl,
} from './manage-layers.ts';
import { createTrigger, deleteTrigger, getTrigger, listTriggers, updateTrigger } from './manage-triggers.ts';
import { deleteProvisionConfig, getProvisionConfig, listProvisionConfigs, putProvisionConfig } from './provision.ts';
import { describeRegions } from './regions.ts';
import { changeResourceGroup } from './resource-groups.ts';
import { deleteScalingConfig, getScalingConfig, listScalingConfigs, putScalingConfig } from './scaling.ts';
import type { FcState } from './state.ts';
import { listTagResources, tagResources, untagResources } from './tags.ts';
import { deleteFunctionVersion, listFunctionVersions, publishFunctionVersion } from './versions.ts';
import { createVpcBinding, deleteVpcBinding, listVpcBindings } from './vpc-bindings.ts';

/** Function Compute 3.0, API 2023-03-30: functions and their triggers. Invocations have a door of their own. */
export const fc: Product<FcState> = {
  name: 'fc',
  version: '2023-03-30',
  errors: fcErrors,
  actions: [
    ...[createFunction, getFunction, updateFunction, deleteFunction, listFunctions, getFunctionCode],
    ...[createTrigger, getTrigger, updateTrigger, deleteTrigger, listTriggers],
    ...[publishFunctionVersion, listFunctionVersions, deleteFunctionVersion],
    ...[createAlias, getAlias, updateAlias, deleteAlias, listAliases],
    ...[createLayerVersion, getLayerVersion, getLayerVersionByArn, listLayerVersions, listLayers],
    ...[deleteLayerVersion, putLayerAcl],
    ...[createCustomDomain, getCustomDomain, updateCustomDomain, deleteCustomDomain, listCustomDomains],
    ...[putAsyncInvokeConfig, getAsyncInvokeConfig, deleteAsyncInvokeConfig, listAsyncInvokeConfigs],
    ...[putConcurrencyConfig, getConcurrencyConfig, deleteConcurrencyConfig, listConcurrencyConfigs],
    ...[putScalingConfig, getScalingConfig, deleteScalingConfig, listScalingConfigs],
    ...[putProvisionConfig, getProvisionConfig, deleteProvisionConfig, listProvisionConfigs],
    ...[createVpcBinding, listVpcBindings, deleteVpcBinding],
    ...[disableFunctionInvocation, enableFunctionInvocation, listInstances],
    ...[tagResources, untagResources, listTagResources, changeResourceGroup, describeRegions],
  ].map(withArgumentCode),
};
