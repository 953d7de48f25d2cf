import type { Access } from './load-balancer.ts';
import { INTERNET_RUNNING, INTRANET_RUNNING, OPEN_INTERNET, OPEN_INTRANET } from './step.ts';

/** Public access first: its load balancer can carry both, a private one cannot (inferred). */
export const ACCESSES: readonly Access[] = ['internet', 'intranet'];

/** How each access is called, and the ids of what is planned for it. */
export const SIDES = {
  internet: { name: 'public access', open: OPEN_INTERNET, running: INTERNET_RUNNING, close: 'close-internet' },
  intranet: { name: 'private access', open: OPEN_INTRANET, running: INTRANET_RUNNING, close: 'close-intranet' },
} as const;
