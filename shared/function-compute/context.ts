/** What Function Compute's built-in Node.js runtimes hand a handler beside the event. */
export interface FunctionContext {
  requestId: string;
  /** Temporary credentials of the function's role: read per invocation, never kept. */
  credentials: { accessKeyId: string; accessKeySecret: string; securityToken: string };
  /** `timeout` in seconds, `memory` in MB. */
  function: { name: string; handler: string; memory: number; timeout: number };
  service: { name: string; logProject: string; logStore: string; qualifier: string; versionId: string };
  region: string;
  accountId: string;
  logger: FunctionLogger;
  tracing: Record<string, unknown>;
}

export interface FunctionLogger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}
