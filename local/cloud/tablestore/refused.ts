import { ConnectionDropped } from '../faults/meeting.ts';
import { Refusal } from '../front-door/refusal.ts';
import { isOtsCode, OtsError } from './errors.ts';
import { ERROR } from './messages.ts';
import type { Operation } from './operation.ts';
import { encode } from './protobuf.ts';

/** An answer, and what the journal keeps of it. */
export interface Outcome {
  /** 0 where a fault came before anything was done. */
  readonly status: number;
  readonly body: Buffer;
  /** Absent on success. */
  readonly code?: string;
  /** Our own mistake behind a 500. */
  readonly failure?: unknown;
}

/** Whatever went wrong, as a message of Tablestore. What the operation's row does not list is a mistake of ours. */
export function refused(error: unknown, operation: Pick<Operation, 'errors'> | undefined): Outcome {
  if (error instanceof ConnectionDropped) return { status: 0, body: Buffer.alloc(0) };
  if (error instanceof OtsError && (operation?.errors.includes(error.code) ?? true)) return outcomeOf(error);
  if (error instanceof Refusal) return outcomeOf(translated(error));
  return { ...outcomeOf(new OtsError('OTSInternalServerError')), failure: error };
}

function outcomeOf({ status, code, message }: OtsError): Outcome {
  return { status, code, body: encode(ERROR, { code, message }) };
}

/** Faults and the receiving of bodies refuse in the words of the OpenAPI gateway. A fault may name a code of Tablestore. */
function translated({ status, code }: Refusal): OtsError {
  if (isOtsCode(code)) return new OtsError(code);
  if (code === 'RequestTooLarge') return new OtsError('OTSRequestBodyTooLarge');
  if (code.startsWith('Throttling')) return new OtsError('OTSServerBusy');
  return new OtsError(status === 503 ? 'OTSServerUnavailable' : 'OTSInternalServerError');
}
