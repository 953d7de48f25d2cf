import { actionsOf } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import { keepInstances } from './kept-instances.ts';
import { functionPath } from './manage-functions.ts';
import type { FcState } from './state.ts';

const row = actionsOf<FcState>();

/** Documented: nobody can invoke it, and the instances that were to be there are destroyed. */
export const disableFunctionInvocation = row({
  name: 'DisableFunctionInvocation',
  style: { method: 'POST', path: `${functionPath.template}/invoke/disable` },
  parameters: {
    ...functionPath.parameters,
    reason: { in: 'body', type: 'string', default: '' },
    abortOngoingRequest: { in: 'body', type: 'boolean', default: false },
  },
  response: { success: 'boolean' },
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName, reason, abortOngoingRequest }, now }) => {
    const deployed = state.function(account, region, functionName);
    deployed.invocationRestriction = { reason, changedAt: now };
    for (const { scaling, provision } of deployed.settings.values()) {
      if (scaling) scaling.instances = [];
      if (provision) provision.instances = [];
    }
    if (abortOngoingRequest) state.running?.abort(deployed);
    return { success: true };
  },
});

/** Documented: it can be invoked again, and instances are made again. */
export const enableFunctionInvocation = row({
  name: 'EnableFunctionInvocation',
  style: { method: 'POST', path: `${functionPath.template}/invoke/enable` },
  parameters: functionPath.parameters,
  response: { success: 'boolean' },
  errors: ['FunctionNotFound'] satisfies FcErrorCode[],
  handler: (state, { account, region, parameters: { functionName }, progress }) => {
    const deployed = state.function(account, region, functionName);
    deployed.invocationRestriction = undefined;
    for (const { scaling, provision } of deployed.settings.values()) {
      if (scaling) keepInstances(state, progress, deployed, scaling);
      if (provision) keepInstances(state, progress, deployed, provision);
    }
    return { success: true };
  },
});
