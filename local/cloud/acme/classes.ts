import type { ClassTable } from '../snapshot/graph.ts';
import { EabKeys } from './eab-keys.ts';
import { RateLimits } from './rate-limits.ts';
import { ReplayNonces } from './replay-nonces.ts';

/** What the state of the certificate authority is made of, for snapshots. */
export const acmeClasses: ClassTable = {
  'acme/EabKeys': EabKeys,
  'acme/RateLimits': RateLimits,
  'acme/ReplayNonces': ReplayNonces,
};
