import { task } from '../tasks.ts';
import type { Gateway } from './gateway.ts';
import type { EasState } from './state.ts';

/** A network of a gateway is open, or closed, from now on. */
export const networkReady = task('eas/network-ready', (state: EasState, gateway: Gateway) =>
  state.networksChanged(gateway),
);
