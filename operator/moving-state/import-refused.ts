/** An export could not be imported, as a whole or to the end; the message says which. */
export class ImportRefused extends Error {
  readonly code = 'ImportRefused';
  readonly retryable = false;
  readonly wayOut: string;

  constructor(message: string, wayOut: string) {
    super(message);
    this.name = 'ImportRefused';
    this.wayOut = wayOut;
  }
}
