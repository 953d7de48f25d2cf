import type { Parameter, ParameterTable, ResponseField } from '../../local/cloud/product.ts';

/** A leaf of a response, by its path: `DomainRecords.Record[].RecordId`. */
export interface Leaf {
  readonly path: string;
  /** As the table has it: `string`, `integer (inferred)`, … */
  readonly type: string;
}

/** The leaves of an action's response, in the order of its table. */
export function leavesOf(field: ResponseField, path = ''): readonly Leaf[] {
  if (typeof field === 'string') return [{ path, type: field }];
  if (Array.isArray(field)) return leavesOf(field[0] as ResponseField, `${path}[]`);
  return Object.entries(field).flatMap(([name, inner]) =>
    leavesOf(inner as ResponseField, path === '' ? name : `${path}.${name}`),
  );
}

/** A parameter that carries a value, by its path: `Certificates[].CertificateId`. */
export interface ParameterLeaf {
  readonly path: string;
  readonly parameter: Parameter;
}

export function parametersOf(table: ParameterTable, prefix = ''): readonly ParameterLeaf[] {
  return Object.entries(table).flatMap(([name, parameter]) => {
    const path = `${prefix}${name}`;
    if (!parameter.fields) return [{ path: parameter.type === 'list' ? `${path}[]` : path, parameter }];
    return parametersOf(parameter.fields, `${path}${parameter.type === 'objects' ? '[]' : ''}.`);
  });
}

/** The paths at which an answer holds a value that is not null, each with the JSON types seen there. */
export function pathsOf(value: unknown, path = ''): readonly (readonly [path: string, value: unknown])[] {
  if (Array.isArray(value)) return [[path, value], ...value.flatMap((item) => pathsOf(item, `${path}[]`))];
  if (typeof value !== 'object' || value === null) return value === null ? [] : [[path, value]];
  const inner = Object.entries(value).flatMap(([name, field]) =>
    pathsOf(field, path === '' ? name : `${path}.${name}`),
  );
  return path === '' ? inner : [[path, value], ...inner];
}

/** Whether a JSON value is of the type that the table declares. */
export function isOfType(value: unknown, declared: string): boolean {
  switch (declared.replace(' (inferred)', '')) {
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'integer':
    case 'bigint':
      return typeof value === 'number' && Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    default:
      return true;
  }
}

/** Whether a path with no leaf of its own leads to some, or is inside of one that is any JSON value. */
export function isWithin(path: string, value: unknown, leaves: ReadonlyMap<string, string>): boolean {
  const declared = [...leaves];
  if (declared.some(([leaf, type]) => type.startsWith('json') && /^[.[]/.test(afterOf(path, leaf)))) return true;
  return typeof value === 'object' && declared.some(([leaf]) => /^[.[]/.test(afterOf(leaf, path)));
}

function afterOf(path: string, beginning: string): string {
  return path.startsWith(beginning) ? path.slice(beginning.length) : '';
}
