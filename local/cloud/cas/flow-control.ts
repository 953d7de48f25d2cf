import { ApiError } from '../product.ts';
import type { CasErrorCode } from './errors.ts';

/** Counts calls by account and action over the last second of virtual time. */
export class FlowControl {
  callsPerSecond: number | undefined;
  private readonly recent = new Map<string, readonly number[]>();

  /** Throws FlowControlError. */
  check(account: string, action: string, now: number): void {
    if (this.callsPerSecond === undefined) return;
    const key = `${account}/${action}`;
    const recent = (this.recent.get(key) ?? []).filter((at) => at > now - 1000);
    if (recent.length >= this.callsPerSecond) throw new ApiError<CasErrorCode>('FlowControlError');
    this.recent.set(key, [...recent, now]);
  }
}
