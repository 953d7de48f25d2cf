import type { MountedAction } from '../product.ts';
import type { FaultKind } from './fault.ts';

/** One call on its way past the faults, and what they did to it. */
export interface Meeting {
  readonly product: string;
  readonly action: Pick<MountedAction, 'name' | 'style' | 'response'>;
  /** The same for the same call of the same account. */
  readonly key: string;
  /** It came with an anti-replay nonce that was used up (RFC 8555, section 6.5). */
  readonly hasNonce: boolean;
  /** Which struck, in order. */
  readonly faults: FaultKind[];
  disturbed: boolean;
  /** No answer may leave. */
  lost: boolean;
}

/** The connection ended before anything was done. */
export class ConnectionDropped extends Error {
  constructor() {
    super('the connection was dropped');
    this.name = 'ConnectionDropped';
  }
}

export function meet(call: {
  readonly account: string;
  readonly product: string;
  readonly action: Meeting['action'];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly hasNonce?: boolean;
}): Meeting {
  const { account, product, action, hasNonce = false } = call;
  // A client makes up a new token each time; what it asks is the same.
  const { ClientToken: _token, ...asked } = call.parameters;
  const key = `${account}/${product}/${action.name}/${JSON.stringify(asked)}`;
  return { product, action, key, hasNonce, faults: [], disturbed: false, lost: false };
}
