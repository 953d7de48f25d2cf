/** A journal cursor that this gateway's journal never gave. */
export class UnknownCursor extends Error {
  readonly code = 'UnknownCursor';

  constructor(cursor: string) {
    super(`the journal gave no cursor "${cursor}": read from its beginning`);
    this.name = 'UnknownCursor';
  }
}
