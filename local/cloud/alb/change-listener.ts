import { ApiError, actionsOf } from '../product.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Listener, ListenerSettings } from './listener.ts';
import { lostCertificate } from './listener-certificates.ts';
import {
  checkedSettings,
  defaultActionFields,
  settingsErrors,
  settingsParameters,
  upgradesTo,
} from './listener-settings.ts';
import type { AlbState } from './state.ts';
import {
  changeableListener,
  endDryRun,
  idempotency,
  jobAbout,
  listenerErrors,
  mustBeActive,
  mustBeUnlocked,
  writing,
} from './writing.ts';

const row = actionsOf<AlbState>();
const effect = effectsOf<AlbState>();

const updated = effect<[Listener, ListenerSettings]>('alb/listener-updated', {
  fails: (state, { owner }, { certificateIds }) => lostCertificate(state, owner, certificateIds),
  apply(state, listener, settings) {
    const { certificateIds } = listener.settings;
    listener.settings = settings;
    if (settings.certificateIds !== certificateIds) state.certificatesChanged(listener);
  },
});

const deleted = effect<[Listener, Listener['phase']]>('alb/listener-deleted', {
  apply: (state, listener) => state.removeListener(listener),
  undo(_state, listener, before) {
    listener.phase = before;
  },
});

const turned = effect<[Listener, 'Running' | 'Stopped']>('alb/listener-turned', {
  apply(_state, listener, to) {
    listener.phase = to;
  },
});

const changeErrors = [
  ...listenerErrors,
  'IncorrectBusinessStatus.LoadBalancer',
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
    mustBeUnlocked(loadBalancer);
    mustBeActive(loadBalancer);
    const settings = checkedSettings(state, call, listener, parameters, listener.settings);
    const additional = settings.certificateIds.find((id) => certificates.has(id));
    if (additional) throw new ApiError<AlbErrorCode>('ResourceAlreadyAssociated.Certificate', { id: additional });
    endDryRun(parameters);
    const about = jobAbout(call, 'UpdateListenerAttribute', 'Update', 'listener', listener.id);
    const held = [listener, loadBalancer];
    return { JobId: state.jobs.begin(about, 'alb-listener-change', held, updated(listener, settings)) };
  },
});

const listenerId = { ListenerId: { type: 'string', required: true }, ...writing } as const;

export const deleteListener = row({
  name: 'DeleteListener',
  style: 'RPC',
  parameters: listenerId,
  response: { JobId: 'string' },
  errors: [
    ...listenerErrors,
    'IncorrectStatus.LoadBalancer',
    'ResourceInUse.Listener',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const listener = changeableListener(state, call, call.parameters.ListenerId);
    const { id, loadBalancer, phase } = listener;
    mustBeActive(loadBalancer);
    if (state.listenersOf(loadBalancer.id).some((each) => upgradesTo(each, id))) {
      throw new ApiError<AlbErrorCode>('ResourceInUse.Listener', { id });
    }
    endDryRun(call.parameters);
    listener.phase = 'Deleting';
    const about = jobAbout(call, 'DeleteListener', 'Delete', 'listener', id);
    const held = [listener, loadBalancer];
    return { JobId: state.jobs.begin(about, 'alb-listener-change', held, deleted(listener, phase)) };
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
    const held = [listener, listener.loadBalancer];
    return { JobId: state.jobs.begin(about, 'alb-listener-change', held, turned(listener, 'Running')) };
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
    const held = [listener, listener.loadBalancer];
    return { JobId: state.jobs.begin(about, 'alb-listener-change', held, turned(listener, 'Stopped')) };
  },
});

/** A listener is started from Stopped only, and stopped from Running. */
function endDryRunOf(listener: Listener, from: Listener['phase'], parameters: { readonly DryRun: boolean }): void {
  const { id, phase, loadBalancer } = listener;
  if (phase !== from) throw new ApiError<AlbErrorCode>('IncorrectStatus.Listener', { id, status: phase });
  mustBeUnlocked(loadBalancer);
  mustBeActive(loadBalancer);
  endDryRun(parameters);
}
