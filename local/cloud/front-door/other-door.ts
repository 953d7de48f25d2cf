import type { IncomingMessage, ServerResponse } from 'node:http';

/** A protocol that is not the OpenAPI gateway's. */
export interface OtherDoor {
  /** Told by path, host or headers alone: the body is not read yet. */
  isMeant(message: IncomingMessage): boolean;
  /** @param letTimeGo ends the hold on virtual time that every request has, for one whose answer takes virtual time */
  serve(message: IncomingMessage, response: ServerResponse, letTimeGo: () => void): Promise<void>;
}
