import type { ErrorTable, ParameterTable, ResponseFields } from './product.ts';

/**
 * A surface with a protocol of its own, in the rows that products have. Its door finds its actions here, refuses with
 * these errors only, and is held to these fields by what watches its answers.
 */
export interface ProtocolTable {
  /** As journal and faults know it: `ots`, `acme`. */
  readonly name: string;
  readonly version: string;
  readonly title: string;
  /** Name of its page below docs/local-cloud. */
  readonly page: string;
  readonly errors: ErrorTable;
  readonly actions: readonly ProtocolAction[];
}

export interface ProtocolAction {
  readonly name: string;
  /** Method and path; what stands in braces in a path is a parameter, where it is a row of the table. */
  readonly style: { readonly method: string; readonly path: string };
  readonly parameters: ParameterTable;
  /** Fields of the answer; its headers stand in `headers`, and what is no JSON object is `body`. */
  readonly response: ResponseFields;
  /** Codes that it may refuse with, as a whole or in one of its parts: a row of a batch, an event of a list. */
  readonly errors: readonly string[];
}
