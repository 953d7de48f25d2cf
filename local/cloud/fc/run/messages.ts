/** What the cloud tells an instance. */
export type ToInstance =
  | {
      readonly type: 'start';
      readonly codePath: string;
      readonly handler: string;
      readonly initializer: string | undefined;
      readonly network: InstanceNetwork;
      readonly clockUrl: string;
    }
  | {
      readonly type: 'invoke';
      /** Base64. */
      readonly event: string;
      readonly context: InvocationContext;
    }
  /** Asks to be told when no call is under way. */
  | { readonly type: 'quiet'; readonly id: number };

/** What an instance tells the cloud. */
export type FromInstance =
  | { readonly type: 'log'; readonly level: LogLevel; readonly text: string }
  /** What the handler returned, base64. */
  | { readonly type: 'result'; readonly body: string }
  | Failure
  /** No call is under way but so many to the clock. */
  | { readonly type: 'quiet'; readonly id: number; readonly clockCalls: number };

export interface Failure {
  readonly type: 'failure';
  readonly kind: 'UnhandledInvocationError' | 'InitializationError';
  /** The instance is of no more use. */
  readonly fatal: boolean;
  readonly errorType: string;
  readonly errorMessage: string;
  readonly stackTrace: readonly string[];
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** The second argument of a handler, without its logger (documented). */
export interface InvocationContext {
  readonly requestId: string;
  readonly credentials: {
    readonly accessKeyId: string;
    readonly accessKeySecret: string;
    readonly securityToken: string;
  };
  /** Memory in MB, timeout in seconds. */
  readonly function: {
    readonly name: string;
    readonly handler: string;
    readonly memory: number;
    readonly timeout: number;
  };
  /** Version 3.0 has no services; the fields stay. */
  readonly service: {
    readonly name: string;
    readonly logProject: string;
    readonly logStore: string;
    readonly qualifier: string;
    readonly versionId: string;
  };
  readonly region: string;
  readonly accountId: string;
  readonly tracing: Readonly<Record<string, unknown>>;
}

/** Where an instance is on the loopback interface, and what it finds there. */
export interface InstanceNetwork {
  /** Its own loopback address: whatever it asks on this machine comes from there. */
  readonly address: string;
  /** Loopback addresses that its connections to gateways come from, where it has that way out. */
  readonly egress: { readonly internet: string | undefined; readonly vpc: string | undefined };
  /** Where the gateways listen instead of 80 and 443. */
  readonly gatewayPorts: Readonly<Record<number, number>>;
  readonly dns: {
    /** `address:port` */
    readonly servers: readonly string[];
    /** Name servers by name: the public address of each, and where it answers on this machine. */
    readonly nameServers: Readonly<Record<string, { readonly address: string; readonly at: string }>>;
    /** Loopback address that questions come from. */
    readonly from: string;
  };
}
