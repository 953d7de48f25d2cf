import type { ParameterTable } from '../product.ts';
import type { ProtocolTable } from '../protocol-table.ts';
import { acmeErrors } from './problem.ts';
import { ACME_RESOURCES } from './resources.ts';

function inPath(path: string): ParameterTable {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return Object.fromEntries(names.map((name) => [name, { in: 'path', type: 'string', required: true }]));
}

/** The certificate authority in rows: the resources that its door finds. */
export const acmeTable: ProtocolTable = {
  name: 'acme',
  version: 'RFC 8555 and RFC 9773',
  title: 'ACME',
  page: 'acme',
  errors: acmeErrors,
  actions: ACME_RESOURCES.map(({ name, path, methods, parameters, response, errors }) => ({
    name,
    style: { method: methods.join(' or '), path },
    parameters: { ...inPath(path), ...parameters },
    ...{ response, errors },
  })),
};
