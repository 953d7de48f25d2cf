import type { Busy } from '../jobs.ts';
import type { Listener } from '../listener.ts';
import type { Tag } from '../load-balancer.ts';
import type { Owner } from '../owner.ts';
import type { RuleAction, RuleCondition } from './parameters.ts';

export interface RuleSettings {
  readonly name: string;
  /** Small goes first; no two rules of a listener and direction share one. */
  readonly priority: number;
  readonly conditions: readonly RuleCondition[];
  readonly actions: readonly RuleAction[];
}

/** A forwarding rule of a listener. */
export class Rule implements Busy {
  readonly id: string;
  readonly listener: Listener;
  readonly direction: 'Request' | 'Response';
  readonly jobs = new Set<string>();
  phase: 'Provisioning' | 'Available' | 'Deleting' = 'Provisioning';
  settings: RuleSettings;
  tags: Tag[];

  constructor(more: {
    id: string;
    listener: Listener;
    direction: 'Request' | 'Response';
    settings: RuleSettings;
    tags: readonly Tag[] | undefined;
  }) {
    this.id = more.id;
    this.listener = more.listener;
    this.direction = more.direction;
    this.settings = more.settings;
    this.tags = [...(more.tags ?? [])];
  }

  get owner(): Owner {
    return this.listener.owner;
  }

  /** `RuleStatus`. What shows during deletion is inferred: no other value is documented. */
  get status(): 'Provisioning' | 'Configuring' | 'Available' {
    if (this.phase === 'Provisioning') return 'Provisioning';
    return this.phase === 'Deleting' || this.jobs.size > 0 ? 'Configuring' : 'Available';
  }

  /** Ids of the server groups it forwards or mirrors to. */
  get serverGroupIds(): readonly string[] {
    return this.settings.actions.flatMap((action) => [...forwardedTo(action), ...mirroredTo(action)]);
  }
}

export function forwardedTo({ ForwardGroupConfig }: RuleAction): readonly string[] {
  return (ForwardGroupConfig?.ServerGroupTuples ?? []).map(({ ServerGroupId }) => ServerGroupId);
}

export function mirroredTo({ TrafficMirrorConfig }: RuleAction): readonly string[] {
  return (TrafficMirrorConfig?.MirrorGroupConfig?.ServerGroupTuples ?? []).map(({ ServerGroupId }) => ServerGroupId);
}
