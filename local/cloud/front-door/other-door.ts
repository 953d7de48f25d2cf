import type { IncomingMessage, ServerResponse } from 'node:http';

/** A protocol that is not the OpenAPI gateway's. */
export interface OtherDoor {
  /** Told by path, host or headers alone: the body is not read yet. */
  isMeant(message: IncomingMessage): boolean;
  serve(message: IncomingMessage, response: ServerResponse): Promise<void>;
}
