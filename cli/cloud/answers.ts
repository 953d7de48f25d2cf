/** Of GET /_local/status. */
export interface StatusAnswer {
  endpoint: string;
  region: string;
  account: string;
  accounts: number;
  now: string;
  scale: number;
  frozen: boolean;
  dns: string;
  gatewayPorts: { http: number; https: number };
  acmeDirectory: string;
  calls: number;
  faults: number;
}

/** Of /_local/clock and of a jump. */
export interface ClockAnswer {
  now: string;
  nextDue: string | null;
  scale: number;
  frozen: boolean;
}

/** Of /_local/progress. */
export interface ProgressAnswer {
  kinds: string[];
  modes: Record<string, string | { reads: number }>;
}

/** Of /_local/faults. */
export interface FaultAnswer {
  id: string;
  hits: number;
  faults: Record<string, unknown>[];
}

/** Of /_local/switches. */
export interface SwitchAnswer {
  name: string;
  kind: string;
  about: string;
  values: string[] | string;
  value: unknown;
}

/** Of /_local/calls. */
export interface CallsAnswer {
  total: number;
  calls: { at: string; product: string; action: string; account: string; status: number; code?: string }[];
}

/** Of /_local/calls/count. */
export interface CountsAnswer {
  total: number;
  byAction: Record<string, number>;
}

/** Of /_local/accounts. */
export interface AccountAnswer {
  id: string;
  accessKeyId: string;
  accessKeySecret: string;
}

/** Of /_local/fixtures. */
export interface FixtureAnswer {
  name: string;
  about: string;
  takes: { properties?: Record<string, unknown>; required?: string[] };
}

/** Of /_local/limits. */
export interface LimitsAnswer {
  enforce: boolean;
  perSecond: Record<string, Record<string, number>>;
}
