/** What gateway-provisioner remembers of the services it binds. */
export interface ServicesMemory {
  /** Names of the services that are bound to the gateway by us. */
  ours: string[];
  /** The way back of bindings whose comparison has not held yet, by service. Whole configurations: secret. */
  kept: Record<string, KeptBinding>;
  /** Bindings that were taken back, by service. */
  putBack: Record<string, PutBack>;
  /** What the endpoints of a service have shown, by service: the gateway's id, and `access/name` of custom domains. */
  shown: Record<string, string[]>;
}

/** A configuration as it was before we changed it. Written down before the call, dropped when the comparison held. */
export interface KeptBinding {
  /** The service's whole JSON configuration, as text. Secret: it may hold a token and environment variables. */
  before: string;
  /** LatestVersion then. */
  version: number | undefined;
  gatewayId: string;
  /** Paths of what our write was seen to have changed besides the gateway. */
  damaged?: string[] | undefined;
}

/** A binding that changed more than the gateway, so that the old configuration is back. */
export interface PutBack {
  paths: string[];
  /** The version that is ours: a later one is somebody's change, after which the binding is tried again. */
  version: number;
}

export const NO_SERVICES_MEMORY: ServicesMemory = { ours: [], kept: {}, putBack: {}, shown: {} };
