/** A function of Function Compute 3.0 as its API keeps it (2023-03-30). Version 3.0 has no services. */
export interface DeployedFunction {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly id: string;
  /** Virtual time, ms since the epoch. */
  readonly createdAt: number;
  config: FunctionConfig;
  code: FunctionCode;
  /** By name. */
  readonly triggers: Map<string, DeployedTrigger>;
  asyncInvokeConfig: AsyncInvokeConfig | undefined;
  /** Instances at a time; undefined: as many as the account may have. */
  reservedConcurrency: number | undefined;
  /** Nobody may invoke it while this stands, and why. */
  invocationRestriction?: InvocationRestriction | undefined;
  /** Of a published version: its number, and the function that it was taken from. */
  readonly versionId?: string;
  readonly latest?: DeployedFunction;
  /** What was set for its versions and aliases, by qualifier. */
  readonly settings?: ReadonlyMap<string, { readonly asyncInvokeConfig: AsyncInvokeConfig | undefined }>;
  /** Ids of the VPCs from which alone it may be invoked; from anywhere where there are none. */
  readonly vpcBindings?: ReadonlySet<string>;
}

export interface InvocationRestriction {
  readonly reason: string;
  /** Virtual time, ms. */
  readonly changedAt: number;
}

export interface FunctionConfig {
  handler: string;
  runtime: string;
  /** RAM role whose credentials each invocation is given; none without it. */
  role: string | undefined;
  memorySize: number;
  /** Seconds. */
  timeout: number;
  environmentVariables: Readonly<Record<string, string>>;
  /** What else was set, given back as it came: `cpu`, `diskSize`, `logConfig`, `vpcConfig`, … */
  rest: Readonly<Record<string, unknown>>;
}

export interface FunctionCode {
  /** The zip as it was uploaded. */
  readonly zip: Buffer;
  /** CRC-64/ECMA-182 of the zip as a decimal text; clients compare it to spare an upload. */
  readonly checksum: string;
}

export interface DeployedTrigger {
  readonly name: string;
  readonly id: string;
  readonly type: string;
  /** As parsed from the JSON text that the API takes. */
  config: Readonly<Record<string, unknown>>;
  invocationRole: string | undefined;
  qualifier: string;
  readonly createdAt: number;
  /** Of a timer that is armed: when it fires next. */
  dueAt?: number;
}

export interface AsyncInvokeConfig {
  asyncTask: boolean;
  maxAsyncRetryAttempts: number;
  maxAsyncEventAgeInSeconds: number;
  /** ARNs. */
  onSuccess: string | undefined;
  onFailure: string | undefined;
}

/** What other parts of the cloud have functions do. */
export interface FunctionInvocations {
  /**
   * Accepts an asynchronous invocation: retries, destinations and the task list are Function Compute's own business.
   *
   * @param functionArn `acs:fc:<region>:<account>:functions/<name>[/<qualifier>]`
   * @returns false where there is no such function
   */
  enqueue(functionArn: string, event: Buffer, start: AsyncStart): boolean;
}

export interface AsyncStart {
  readonly by: 'timer' | 'event' | 'invocation' | 'destination';
  /** A version or an alias; LATEST unless given. */
  readonly qualifier?: string;
  readonly delayMs?: number;
  readonly taskId?: string;
}

/** The instances of deployed functions, as whoever keeps the functions may ask for them. */
export interface RunningInstances {
  /** Of the function, all its versions included, oldest first; those that are gone as well. */
  instancesOf(owner: DeployedFunction): readonly InstanceRecord[];
  /** Ends whatever runs of it now. */
  abort(owner: DeployedFunction): void;
}

export interface InstanceRecord {
  readonly id: string;
  readonly versionId: string | undefined;
  /** Virtual time, ms. */
  readonly createdAt: number;
  destroyedAt: number | undefined;
}
