import { invalid } from './errors.ts';

/** Letters, digits and `_`, not a digit first, up to 255 bytes: naming conventions of document 50574. */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,254}$/;

export function checkTableName(name: string): void {
  if (!NAME.test(name)) throw invalid(`Invalid table name: '${name}'.`);
}

export function checkColumnName(name: string): void {
  if (!NAME.test(name)) throw invalid(`Invalid column name: '${name}'.`);
}
