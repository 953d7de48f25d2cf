import type { Product } from '../product.ts';
import {
  deleteAsyncInvokeConfig,
  getAsyncInvokeConfig,
  listAsyncInvokeConfigs,
  putAsyncInvokeConfig,
} from './async-invoke-config.ts';
import { deleteConcurrencyConfig, getConcurrencyConfig, putConcurrencyConfig } from './concurrency.ts';
import { fcErrors } from './errors.ts';
import {
  createFunction,
  deleteFunction,
  getFunction,
  getFunctionCode,
  listFunctions,
  updateFunction,
} from './manage-functions.ts';
import { createTrigger, deleteTrigger, getTrigger, listTriggers, updateTrigger } from './manage-triggers.ts';
import {
  deleteScalingConfig,
  getProvisionConfig,
  getScalingConfig,
  listProvisionConfigs,
  listScalingConfigs,
  putScalingConfig,
} from './scaling.ts';
import type { FcState } from './state.ts';
import { listTagResources, tagResources, untagResources } from './tags.ts';
import { listAliases, listFunctionVersions, listVpcBindings } from './versions.ts';

/** Function Compute 3.0, API 2023-03-30: functions and their triggers. Invocations have a door of their own. */
export const fc: Product<FcState> = {
  name: 'fc',
  version: '2023-03-30',
  errors: fcErrors,
  actions: [
    createFunction,
    getFunction,
    updateFunction,
    deleteFunction,
    listFunctions,
    getFunctionCode,
    createTrigger,
    getTrigger,
    updateTrigger,
    deleteTrigger,
    listTriggers,
    putAsyncInvokeConfig,
    getAsyncInvokeConfig,
    deleteAsyncInvokeConfig,
    listAsyncInvokeConfigs,
    putConcurrencyConfig,
    getConcurrencyConfig,
    deleteConcurrencyConfig,
    putScalingConfig,
    getScalingConfig,
    deleteScalingConfig,
    listScalingConfigs,
    getProvisionConfig,
    listProvisionConfigs,
    listVpcBindings,
    listAliases,
    listFunctionVersions,
    tagResources,
    untagResources,
    listTagResources,
  ],
};
