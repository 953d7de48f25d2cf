import type { ParameterTable, ValuesOf } from '../../product.ts';

/** How servers are probed: of a server group, and of a template. */
export interface HealthCheck {
  readonly connectPort: number;
  readonly host: string;
  readonly codes: readonly string[];
  readonly httpVersion: string;
  readonly intervalSeconds: number;
  readonly method: string;
  readonly path: string;
  readonly protocol: string;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
}

export const healthCheckParameters = {
  HealthCheckConnectPort: { type: 'integer', min: 0, max: 65_535 },
  HealthCheckHost: { type: 'string', maxLength: 80, pattern: /^[A-Za-z0-9.$_-]*$/ },
  HealthCheckCodes: { type: 'list' },
  HealthCheckHttpVersion: { type: 'string', enum: ['HTTP1.0', 'HTTP1.1'] },
  HealthCheckInterval: { type: 'integer', min: 1, max: 50 },
  HealthCheckMethod: { type: 'string', enum: ['GET', 'POST', 'HEAD'] },
  HealthCheckPath: { type: 'string', maxLength: 80, pattern: /^(\/.*)?$/ },
  HealthCheckProtocol: { type: 'string', enum: ['HTTP', 'HTTPS', 'TCP', 'gRPC'], ignoreCase: true },
  HealthCheckTimeout: { type: 'integer', min: 1, max: 300 },
  HealthyThreshold: { type: 'integer', min: 2, max: 10 },
  UnhealthyThreshold: { type: 'integer', min: 2, max: 10 },
} as const satisfies ParameterTable;

export const healthCheckFields = {
  HealthCheckConnectPort: 'integer',
  HealthCheckHost: 'string',
  HealthCheckCodes: ['string'],
  HealthCheckHttpVersion: 'string',
  HealthCheckInterval: 'integer',
  HealthCheckMethod: 'string',
  HealthCheckPath: 'string',
  HealthCheckProtocol: 'string',
  HealthCheckTimeout: 'integer',
  HealthyThreshold: 'integer',
  UnhealthyThreshold: 'integer',
} as const;

type Given = ValuesOf<typeof healthCheckParameters>;

/** The documented defaults; those of path and codes are inferred. */
const DEFAULTS: HealthCheck = {
  connectPort: 0,
  host: '$SERVER_IP',
  codes: ['http_2xx'],
  httpVersion: 'HTTP1.1',
  intervalSeconds: 2,
  method: 'HEAD',
  path: '/',
  protocol: 'HTTP',
  timeoutSeconds: 5,
  healthyThreshold: 3,
  unhealthyThreshold: 3,
};

/** What was given in the place of what was. */
export function healthCheckOf(given: Given, before: HealthCheck = DEFAULTS): HealthCheck {
  const protocol = given.HealthCheckProtocol ?? before.protocol;
  // gRPC is probed by POST unless it is told otherwise.
  const method = protocol === 'gRPC' && before.protocol !== 'gRPC' ? 'POST' : before.method;
  return {
    connectPort: given.HealthCheckConnectPort ?? before.connectPort,
    host: given.HealthCheckHost || before.host,
    codes: given.HealthCheckCodes ?? before.codes,
    httpVersion: given.HealthCheckHttpVersion ?? before.httpVersion,
    intervalSeconds: given.HealthCheckInterval ?? before.intervalSeconds,
    method: given.HealthCheckMethod ?? method,
    path: given.HealthCheckPath || before.path,
    protocol,
    timeoutSeconds: given.HealthCheckTimeout ?? before.timeoutSeconds,
    healthyThreshold: given.HealthyThreshold ?? before.healthyThreshold,
    unhealthyThreshold: given.UnhealthyThreshold ?? before.unhealthyThreshold,
  };
}

export function healthCheckBody(check: HealthCheck) {
  return {
    HealthCheckConnectPort: check.connectPort,
    HealthCheckHost: check.host,
    HealthCheckCodes: check.codes,
    HealthCheckHttpVersion: check.httpVersion,
    HealthCheckInterval: check.intervalSeconds,
    HealthCheckMethod: check.method,
    HealthCheckPath: check.path,
    HealthCheckProtocol: check.protocol,
    HealthCheckTimeout: check.timeoutSeconds,
    HealthyThreshold: check.healthyThreshold,
    UnhealthyThreshold: check.unhealthyThreshold,
  };
}
