import { ApiError, actionsOf } from '../product.ts';
import { effectsOf } from './effects.ts';
import type { AlbErrorCode } from './errors.ts';
import { DEFAULT_SECURITY_POLICY, LISTENER_DEFAULTS, Listener, type ListenerProtocol } from './listener.ts';
import { checkedSettings, defaultActionFields, settingsErrors, settingsParameters } from './listener-settings.ts';
import type { AlbState } from './state.ts';
import { newTags } from './tags.ts';
import {
  byEdition,
  changeableLoadBalancer,
  changeErrors,
  checkQuota,
  endDryRun,
  idempotency,
  jobAbout,
  writing,
} from './writing.ts';

const created = effectsOf<AlbState>()<[Listener]>('alb/listener-created', {
  apply(state, listener) {
    listener.phase = 'Running';
    if (listener.protocol !== 'HTTP') state.certificatesChanged(listener);
  },
  // That a listener whose creation failed leaves nothing behind is inferred.
  undo: (state, listener) => state.removeListener(listener),
});

export const createListener = actionsOf<AlbState>()({
  name: 'CreateListener',
  style: 'RPC',
  parameters: {
    LoadBalancerId: { type: 'string', required: true },
    ListenerProtocol: { type: 'string', required: true, enum: ['HTTP', 'HTTPS', 'QUIC'] },
    ListenerPort: { type: 'integer', required: true, min: 1, max: 65_535 },
    DefaultActions: { type: 'objects', required: true, min: 1, max: 1, fields: defaultActionFields },
    ...settingsParameters,
    Tag: newTags,
    ...writing,
  },
  response: { ListenerId: 'string', JobId: 'string' },
  errors: [
    ...changeErrors,
    ...settingsErrors,
    'ResourceAlreadyExist.Listener',
    'ResourceQuotaExceeded.LoadBalancerListenersNum',
    'DryRunOperation',
  ] satisfies AlbErrorCode[],
  idempotency,
  handler: (state, call) => {
    const { parameters } = call;
    const { ListenerProtocol: protocol, ListenerPort: port } = parameters;
    const loadBalancer = changeableLoadBalancer(state, call, parameters.LoadBalancerId);
    const others = state.listenersOf(loadBalancer.id);
    if (others.some((each) => each.port === port && transportOf(each.protocol) === transportOf(protocol))) {
      throw new ApiError<AlbErrorCode>('ResourceAlreadyExist.Listener', { id: String(port) });
    }
    const isTls = protocol !== 'HTTP';
    if (isTls && !parameters.Certificates) {
      throw new ApiError<AlbErrorCode>('InvalidParameter', { name: 'Certificates' });
    }
    const defaults = isTls
      ? { ...LISTENER_DEFAULTS, http2: true, securityPolicyId: DEFAULT_SECURITY_POLICY }
      : LISTENER_DEFAULTS;
    const settings = checkedSettings(state, call, { loadBalancer, protocol }, parameters, defaults);
    const quota = byEdition(state.quotas.listeners, loadBalancer);
    checkQuota('ResourceQuotaExceeded.LoadBalancerListenersNum', loadBalancer.id, others.length + 1, quota);
    endDryRun(parameters);

    const id = call.newId('lsn-', 18);
    const listener = new Listener({ id, loadBalancer, protocol, port, settings, tags: parameters.Tag });
    state.addListener(listener);
    const about = jobAbout(call, 'CreateListener', 'Create', 'listener', id);
    const JobId = state.jobs.begin(about, 'alb-listener-change', [listener, loadBalancer], created(listener));
    return { ListenerId: id, JobId };
  },
});

/** QUIC runs over UDP, so that it may share its port with HTTPS. */
function transportOf(protocol: ListenerProtocol): 'udp' | 'tcp' {
  return protocol === 'QUIC' ? 'udp' : 'tcp';
}
