import type { ResponseField, ResponseFields, ResponseItem } from '../product.ts';

type Body = Readonly<Record<string, unknown>>;

/** Fields of the day after tomorrow, in each object that the table declares. */
export function withExtraFields(body: Body, fields: ResponseFields): Record<string, unknown> {
  const known = Object.entries(body).map(([name, value]) => [name, inside(value, fields[name])]);
  return { ...Object.fromEntries(known), UndocumentedField: 'from a fault', UndocumentedObject: { Nested: [1, null] } };
}

function inside(value: unknown, field: ResponseField | undefined): unknown {
  if (field === undefined || typeof field === 'string') return value;
  if (isListOf(field)) return Array.isArray(value) ? value.map((item) => inside(item, field[0])) : value;
  return isBody(value) ? withExtraFields(value, field) : value;
}

/** The same page without its last rows, or undefined where it is no page of a counted list or has no row to lose. */
export function shortened(body: Body, missing: number): Record<string, unknown> | undefined {
  return TOTALS.some((total) => total in body) ? withoutLastRows(body, missing) : undefined;
}

/** The list stands in the body, or one object further in (`Domains.Domain`). */
function withoutLastRows(body: Body, missing: number): Record<string, unknown> | undefined {
  for (const [name, value] of Object.entries(body)) {
    if (Array.isArray(value) && value.length > 0) return { ...body, [name]: value.slice(0, -missing) };
    const inner = isBody(value) ? withoutLastRows(value, missing) : undefined;
    if (inner) return { ...body, [name]: inner };
  }
  return undefined;
}

function isListOf(field: Exclude<ResponseField, string>): field is readonly [ResponseItem] {
  return Array.isArray(field);
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TOTALS = ['TotalCount', 'TotalItems', 'totalCount', 'Total', 'total'];
