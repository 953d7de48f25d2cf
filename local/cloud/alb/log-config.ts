import { actionsOf } from '../product.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Listener, ListenerLog } from './listener.ts';
import type { AlbState } from './state.ts';
import {
  changeableListener,
  deny,
  endDryRun,
  idempotency,
  jobAbout,
  listenerErrors,
  mustBeActive,
  mustBeUnlocked,
  writing,
} from './writing.ts';

const logged = effectsOf<AlbState>()<[Listener, ListenerLog]>('alb/listener-logged', {
  apply(_state, listener, log) {
    listener.log = log;
  },
});

/** What a listener adds to the access log of its instance, which has to be on. */
export const updateListenerLogConfig = actionsOf<AlbState>()({
  name: 'UpdateListenerLogConfig',
  style: 'RPC',
  parameters: {
    ListenerId: { type: 'string', required: true },
    AccessLogRecordCustomizedHeadersEnabled: { type: 'boolean' },
    AccessLogTracingConfig: {
      type: 'object',
      fields: {
        TracingEnabled: { type: 'boolean', required: true },
        TracingSample: { type: 'integer', min: 1, max: 10_000 },
        TracingType: { type: 'string', enum: ['Zipkin'] },
      },
    },
    ...writing,
  },
  response: { JobId: 'string' },
  errors: [
    ...listenerErrors,
    'IncorrectBusinessStatus.LoadBalancer',
    'IncorrectStatus.LoadBalancer',
    'OperationDenied.AccessLogDisabled',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { ListenerId, AccessLogRecordCustomizedHeadersEnabled, AccessLogTracingConfig } = call.parameters;
    const listener = changeableListener(state, call, ListenerId);
    const { loadBalancer, log: before } = listener;
    mustBeUnlocked(loadBalancer);
    mustBeActive(loadBalancer);
    if (!loadBalancer.accessLog) deny('OperationDenied.AccessLogDisabled');
    endDryRun(call.parameters);
    const log = {
      customHeaders: AccessLogRecordCustomizedHeadersEnabled ?? before.customHeaders,
      tracing: AccessLogTracingConfig ? tracingOf(AccessLogTracingConfig) : before.tracing,
    };
    const about = jobAbout(call, 'UpdateListenerLogConfig', 'Update', 'listener', listener.id);
    return {
      JobId: state.jobs.begin(about, 'alb-listener-change', [listener, loadBalancer], logged(listener, log)),
    };
  },
});

/** The sample where none is given is inferred. */
function tracingOf(given: { readonly TracingEnabled: boolean; readonly TracingSample?: number | undefined }) {
  return given.TracingEnabled ? { sample: given.TracingSample ?? 10_000 } : undefined;
}
