/** A control that is refused, on its way to a problem document (RFC 9457). */
export class ControlProblem extends Error {
  readonly status: number;
  readonly fields: readonly FieldProblem[];

  /** @param detail for people; never anything secret */
  constructor(status: number, detail: string, fields: readonly FieldProblem[] = []) {
    super(detail);
    this.name = 'ControlProblem';
    this.status = status;
    this.fields = fields;
  }

  /** `errors` name the fields of the request that were wrong, outermost first: `kind`, `from`, `values.0`. */
  document(): Record<string, unknown> {
    const { status, message: detail, fields } = this;
    return { title: TITLES[status] ?? 'Error', status, detail, ...(fields.length > 0 && { errors: fields }) };
  }
}

export interface FieldProblem {
  readonly field: string;
  readonly detail: string;
}

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
};
