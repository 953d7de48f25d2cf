import type { ParameterTable, ResponseField, ResponseFields } from '../product.ts';
import type { ProtocolTable } from '../protocol-table.ts';
import { otsErrors } from './errors.ts';
import { OPERATIONS } from './operations.ts';
import type { Field, Schema } from './protobuf.ts';
import { API_VERSION } from './signature.ts';

const KEY = [{ name: 'string', value: 'json' }] as const;
const ATTRIBUTES = [{ name: 'string', value: 'json', timestamp: 'bigint' }] as const;

const SCALARS = {
  string: { parameter: 'string', field: 'string' },
  // Rows and filters, in formats of their own.
  bytes: { parameter: 'string', field: 'string' },
  rows: { parameter: 'string', field: 'string' },
  keys: { parameter: 'string', field: 'string' },
  int32: { parameter: 'integer', field: 'integer' },
  int64: { parameter: 'integer', field: 'bigint' },
  bool: { parameter: 'boolean', field: 'boolean' },
  enum: { parameter: 'integer', field: 'integer' },
} as const;

/** Tablestore in rows: the operations that its door finds, and the messages that it reads and writes. */
export const otsTable: ProtocolTable = {
  name: 'ots',
  version: API_VERSION,
  title: 'Tablestore',
  page: 'tablestore',
  errors: otsErrors,
  actions: OPERATIONS.map(({ name, request, response, errors }) => ({
    name,
    style: { method: 'POST', path: `/${name}` },
    parameters: parametersOf(request),
    response: fieldsOf(response),
    errors,
  })),
};

function parametersOf(schema: Schema): ParameterTable {
  return Object.fromEntries(
    Object.entries(schema).map(([name, { rule, kind, source }]) => [
      name,
      {
        in: 'body' as const,
        type: typeof kind === 'string' ? (rule === 'repeated' ? 'list' : SCALARS[kind].parameter) : groupOf(rule),
        ...(typeof kind !== 'string' && { fields: parametersOf(kind) }),
        ...(rule === 'required' && { required: true }),
        ...(source && { source }),
      },
    ]),
  );
}

function groupOf(rule: Field['rule']): 'objects' | 'object' {
  return rule === 'repeated' ? 'objects' : 'object';
}

function fieldsOf(schema: Schema): ResponseFields {
  return Object.fromEntries(
    Object.entries(schema).map(([name, { rule, kind }]): [string, ResponseField] => {
      if (kind === 'rows') return [name, [{ primaryKey: KEY, attributes: ATTRIBUTES }]];
      if (kind === 'keys') return [name, [{ primaryKey: KEY }]];
      const item = typeof kind === 'string' ? SCALARS[kind].field : fieldsOf(kind);
      return [name, rule === 'repeated' ? [item] : item];
    }),
  );
}
