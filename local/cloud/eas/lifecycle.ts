import type { ScheduledTask } from '../clock.ts';
import type { DelayKind, Progress } from '../progress.ts';
import { type NamedTask, task } from '../tasks.ts';

/** One row of a state machine: what may begin from where, what shows meanwhile, and where it ends after a delay. */
export interface Transition<Status extends string> {
  /** `none` is the state of something that was never begun. */
  readonly from: readonly (Status | 'none')[];
  readonly during: Status;
  readonly after: DelayKind;
  readonly to: Status;
}

/** The status of one thing. A transition that begins takes the place of one that is under way. */
export class Lifecycle<Status extends string> {
  private current: Status | undefined;
  private pending: ScheduledTask | undefined;

  get status(): Status | undefined {
    return this.current;
  }

  allows({ from }: Transition<Status>): boolean {
    return from.includes(this.current ?? 'none');
  }

  /** Begins it, and has `arrived` happen when it is through. Whether it is allowed is asked before. */
  begin(transition: Transition<Status>, progress: Progress, arrived?: NamedTask): void {
    this.cancel();
    this.current = transition.during;
    this.pending = progress.after(transition.after, arrives(this as Lifecycle<string>, transition.to, arrived));
  }

  /** What a transition ends in: only {@link begin} has it happen. */
  end(status: Status, arrived: NamedTask | undefined): unknown {
    this.current = status;
    return arrived?.run();
  }

  /** Shows `status` until told otherwise: something else decides when that is. */
  show(status: Status): void {
    this.cancel();
    this.current = status;
  }

  /** Nothing more happens by itself. */
  cancel(): void {
    this.pending?.cancel();
  }
}

const arrives = task(
  'eas/transition-ends',
  (lifecycle: Lifecycle<string>, status: string, arrived: NamedTask | undefined) => lifecycle.end(status, arrived),
);

/** Of a gateway. Waiting: running, while its size changes. */
export type GatewayStatus = 'Creating' | 'Waiting' | 'Running' | 'Failed' | 'Stopped' | 'Deleting' | 'Deleted';

export const GATEWAY = {
  create: { from: ['none'], during: 'Creating', after: 'eas-gateway-create', to: 'Running' },
  /** The application type begins as a record only (G10). */
  record: { from: ['none'], during: 'Creating', after: 'eas-gateway-record', to: 'Running' },
  resize: { from: ['Running'], during: 'Waiting', after: 'eas-gateway-resize', to: 'Running' },
  delete: { from: ['Running', 'Failed', 'Stopped'], during: 'Deleting', after: 'eas-gateway-delete', to: 'Deleted' },
} as const satisfies Record<string, Transition<GatewayStatus>>;

/** `InternetStatus`; none until public access was enabled once. */
export type InternetStatus = 'Creating' | 'Running' | 'Failed' | 'Deleting' | 'Deleted';

export const INTERNET = {
  enable: { from: ['none', 'Deleted', 'Failed'], during: 'Creating', after: 'eas-internet-enable', to: 'Running' },
  disable: { from: ['Running', 'Failed'], during: 'Deleting', after: 'eas-internet-disable', to: 'Deleted' },
} as const satisfies Record<string, Transition<InternetStatus>>;

/** Of the application type, for each side, once its load balancer is there or while another side keeps it. */
export const ACCESS = {
  enable: { from: ['none', 'Deleted', 'Failed'], during: 'Creating', after: 'eas-access-enable', to: 'Running' },
  disable: { from: ['Running', 'Failed'], during: 'Deleting', after: 'eas-access-disable', to: 'Deleted' },
} as const satisfies Record<string, Transition<InternetStatus>>;

/** Of a linked VPC: the only two documented values. Deleting a link takes it off the list at once (inferred). */
export type LinkStatus = 'Creating' | 'Running';

export const LINK = {
  create: { from: ['none'], during: 'Creating', after: 'eas-link-create', to: 'Running' },
} as const satisfies Record<string, Transition<LinkStatus>>;

/** Of a peer VPC: its values are not documented; those of a linked VPC are taken (inferred). */
export type PeerStatus = LinkStatus;

export const PEER = {
  create: { from: ['none'], during: 'Creating', after: 'eas-peer-create', to: 'Running' },
} as const satisfies Record<string, Transition<PeerStatus>>;

/** `CertificateStatus`: Succeeded is documented; what shows before it is not, and is a setting of the state. */
export type CertificateStatus = 'InFlight' | 'Succeeded';

export const CERTIFICATE = {
  attach: { from: ['none', 'InFlight', 'Succeeded'], during: 'InFlight', after: 'eas-domain-attach', to: 'Succeeded' },
} as const satisfies Record<string, Transition<CertificateStatus>>;

/** Of a service: the documented values that this cloud can be in. */
export type ServiceStatus =
  | 'Creating'
  | 'Running'
  | 'Updating'
  | 'Scaling'
  | 'Stopping'
  | 'Stopped'
  | 'Starting'
  | 'Waiting'
  | 'Cloning'
  | 'Developing'
  | 'Committing'
  | 'Failed'
  | 'Deleting'
  | 'Deleted';

export const SERVICE = {
  create: { from: ['none'], during: 'Creating', after: 'eas-service-create', to: 'Running' },
  createForDevelopment: { from: ['none'], during: 'Creating', after: 'eas-service-create', to: 'Developing' },
  clone: { from: ['none'], during: 'Cloning', after: 'eas-service-create', to: 'Running' },
  /** One that failed may be put right by another configuration (inferred). */
  update: { from: ['Running', 'Failed'], during: 'Updating', after: 'eas-service-update', to: 'Running' },
  scale: { from: ['Running'], during: 'Scaling', after: 'eas-service-scale', to: 'Running' },
  stop: { from: ['Running', 'Failed'], during: 'Stopping', after: 'eas-service-stop', to: 'Stopped' },
  start: { from: ['Stopped'], during: 'Starting', after: 'eas-service-start', to: 'Running' },
  /** What shows during a restart is not documented (inferred). */
  restart: { from: ['Running', 'Failed'], during: 'Waiting', after: 'eas-service-update', to: 'Running' },
  /** What shows on the way into development mode and out of it is not documented (inferred). */
  enterDevelopment: { from: ['Running'], during: 'Updating', after: 'eas-service-update', to: 'Developing' },
  leaveDevelopment: { from: ['Developing'], during: 'Updating', after: 'eas-service-update', to: 'Running' },
  commit: { from: ['Developing'], during: 'Committing', after: 'eas-service-commit', to: 'Developing' },
  delete: {
    from: [
      ...['Creating', 'Running', 'Updating', 'Scaling', 'Stopping', 'Stopped', 'Starting', 'Waiting'],
      ...['Cloning', 'Developing', 'Committing', 'Failed'],
    ] as ServiceStatus[],
    during: 'Deleting',
    after: 'eas-service-delete',
    to: 'Deleted',
  },
} as const satisfies Record<string, Transition<ServiceStatus>>;
