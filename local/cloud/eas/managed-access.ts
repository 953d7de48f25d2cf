import { ApiError } from '../product.ts';
import type { Progress } from '../progress.ts';
import type { AccessWish } from './balanced-access.ts';
import type { EasErrorCode } from './errors.ts';
import type { Gateway } from './gateway.ts';
import { INTERNET } from './lifecycle.ts';
import { networkReady } from './network-ready.ts';
import type { EasState } from './state.ts';

/** Checks what a managed gateway is asked to open and close; the returned function does it. */
export function checkManagedAccess(
  state: EasState,
  gateway: Gateway,
  { EnableInternet, EnableIntranet }: AccessWish,
): (progress: Progress) => void {
  const switched = EnableInternet !== undefined && EnableInternet !== gateway.internetEnabled;
  if (switched && !gateway.internet.allows(EnableInternet ? INTERNET.enable : INTERNET.disable)) {
    const values = { gateway: gateway.id, status: gateway.internet.status ?? 'off' };
    throw new ApiError<EasErrorCode>('IncorrectInternetStatus', values);
  }
  return (progress) => {
    gateway.intranetSwitch = EnableIntranet ?? gateway.intranetSwitch;
    if (switched) switchInternet(state, gateway, EnableInternet, progress);
  };
}

/** The first or last moment of public access is when its status says so, not when the call is answered. */
export function switchInternet(state: EasState, gateway: Gateway, on: boolean, progress: Progress): void {
  gateway.internet.begin(on ? INTERNET.enable : INTERNET.disable, progress, networkReady(state, gateway));
}
