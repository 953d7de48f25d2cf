import { ApiError, actionsOf } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Listener } from './listener.ts';
import { checkedSettings, defaultActionFields, settingsErrors, settingsParameters } from './listener-settings.ts';
import type { AlbState } from './state.ts';
import {
  changeableListener,
  endDryRun,
  idempotency,
  jobAbout,
  listenerErrors,
  mustBeActive,
  writing,
} from './writing.ts';

const row = actionsOf<AlbState>();

const changeErrors = [
  ...listenerErrors,
  'IncorrectStatus.LoadBalancer',
  'DryRunOperation',
] as const satisfies AlbErrorCode[];

/** What is not given stays as it is. `Certificates` replaces the default ones and leaves the additional ones alone. */
export const updateListenerAttribute = row({
  name: 'UpdateListenerAttribute',
  style: 'RPC',
  parameters: {
    ListenerId: { type: 'string', required: true },
    DefaultActions: { type: 'objects', min: 1, max: 1, fields: defaultActionFields },
    ...settingsParameters,
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [...changeErrors, ...settingsErrors, 'ResourceAlreadyAssociated.Certificate'] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { parameters } = call;
    const listener = changeableListener(state, call, parameters.ListenerId);
    const { loadBalancer, certificates } = listener;
    mustBeActive(loadBalancer);
    const settings = checkedSettings(state, call, listener, parameters, listener.settings);
    const additional = settings.certificateIds.find((id) => certificates.has(id));
    if (additional) throw new ApiError<AlbErrorCode>('ResourceAlreadyAssociated.Certificate', { id: additional });
    endDryRun(parameters);
    const apply = () => {
      const lost = settings.certificateIds.find((id) => !state.hasCertificate(call.account, id));
      // It can be deleted while the job runs; code and text of a failed job are inferred.
      if (lost) return { code: 'ResourceNotFound.Certificate', message: `The certificate ${lost} is not found.` };
      listener.settings = settings;
      if (parameters.Certificates) state.certificatesChanged(listener);
      return undefined;
    };
    const about = jobAbout(call, 'UpdateListenerAttribute', 'Update', 'listener', listener.id);
    return { JobId: state.jobs.begin(about, 'alb-listener-change', [listener, loadBalancer], { apply }) };
  },
});

const listenerId = { ListenerId: { type: 'string', required: true }, ...writing } as const;

export const deleteListener = row({
  name: 'DeleteListener',
  style: 'RPC',
  parameters: listenerId,
  response: { JobId: 'string' },
  errors: changeErrors,
  idempotency,
  handler: (state, call) => {
    const listener = changeableListener(state, call, call.parameters.ListenerId);
    const { loadBalancer, phase } = listener;
    mustBeActive(loadBalancer);
    endDryRun(call.parameters);
    listener.phase = 'Deleting';
    const apply = () => {
      state.removeListener(listener);
      return undefined;
    };
    const undo = () => {
      listener.phase = phase;
    };
    const about = jobAbout(call, 'DeleteListener', 'Delete', 'listener', listener.id);
    return { JobId: state.jobs.begin(about, 'alb-listener-change', [listener, loadBalancer], { apply, undo }) };
  },
});

export const startListener = row({
  name: 'StartListener',
  style: 'RPC',
  parameters: listenerId,
  response: { JobId: 'string' },
  errors: changeErrors,
  idempotency,
  handler: (state, call) => {
    const listener = changeableListener(state, call, call.parameters.ListenerId);
    endDryRunOf(listener, 'Stopped', call.parameters);
    const about = jobAbout(call, 'StartListener', 'Update', 'listener', listener.id);
    return { JobId: state.jobs.begin(about, 'alb-listener-change', ...turning(listener, 'Running')) };
  },
});

export const stopListener = row({
  name: 'StopListener',
  style: 'RPC',
  parameters: listenerId,
  response: { JobId: 'string' },
  errors: changeErrors,
  idempotency,
  handler: (state, call) => {
    const listener = changeableListener(state, call, call.parameters.ListenerId);
    endDryRunOf(listener, 'Running', call.parameters);
    const about = jobAbout(call, 'StopListener', 'Update', 'listener', listener.id);
    return { JobId: state.jobs.begin(about, 'alb-listener-change', ...turning(listener, 'Stopped')) };
  },
});

/** A listener is started from Stopped only, and stopped from Running. */
function endDryRunOf(listener: Listener, from: Listener['phase'], parameters: { readonly DryRun: boolean }): void {
  const { id, phase, loadBalancer } = listener;
  if (phase !== from) throw new ApiError<AlbErrorCode>('IncorrectStatus.Listener', { id, status: phase });
  mustBeActive(loadBalancer);
  endDryRun(parameters);
}

function turning(listener: Listener, to: 'Running' | 'Stopped') {
  const apply = () => {
    listener.phase = to;
    return undefined;
  };
  return [[listener, listener.loadBalancer], { apply }] as const;
}
