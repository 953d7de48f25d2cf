import { MOST_ENTRIES } from '../../../shared/state/store.ts';
import { DEFAULT_LIMIT } from '../journal.ts';
import { type SchemaName, schemaRef } from './schemas.ts';

export interface Operation {
  operationId: string;
  summary: string;
  parameters?: unknown[];
  requestBody?: unknown;
  responses: Record<number, unknown>;
}

export function answer(schema: SchemaName, description = 'Done') {
  return { description, content: { 'application/json': { schema: schemaRef(schema) } } };
}

/** Any request may also end in 500, and one that has to read the cloud in 502 or 503. */
export function problems(...statuses: number[]): Record<number, unknown> {
  const problem = { 'application/problem+json': { schema: schemaRef('Problem') } };
  return Object.fromEntries(
    [...statuses, 500, 502, 503].map((status) => [status, { description: WHY[status], content: problem }]),
  );
}

const WHY: Record<number, string> = {
  400: 'The body is neither JSON nor YAML, a cursor is not one of this journal, or the request cannot be read at all',
  401: 'Nobody said who calls, or what was said is not good: WWW-Authenticate (RFC 6750)',
  403: 'The role does not reach so far',
  404: 'Not there',
  409: 'Something else is meanwhile so, one name is used in several regions, or the same request is being worked on',
  412: 'If-Match or If-None-Match does not hold',
  413: 'The body is too large',
  415: 'The body is neither application/json nor application/yaml',
  422: 'What was sent has mistakes: each with field, rule and way out',
  429: 'Too many requests, or too many failed logins: Retry-After',
  500: 'Something went wrong here',
  502: 'The cloud refused to be read: its code and the way out',
  503: 'It cannot be done now, as when the cloud cannot be read, or when there is no key to seal secrets with',
};

export function body(schema: SchemaName, ...types: string[]) {
  const content = { schema: schemaRef(schema) };
  return { required: true, content: Object.fromEntries(['application/json', ...types].map((type) => [type, content])) };
}

export function query(name: string, description: string, schema: object = { type: 'string' }) {
  return { name, in: 'query', description, schema };
}

/** Of a journal: which page. */
export function pageParameters() {
  const limit = { type: 'integer', minimum: 1, maximum: MOST_ENTRIES, default: DEFAULT_LIMIT };
  return [
    query('after', 'The cursor of the page before'),
    query('limit', 'At most that many entries; a page also ends where it has some 4 MB', limit),
  ];
}

export function inPath(name: string, description: string) {
  return { name, in: 'path', required: true, description, schema: { type: 'string' } };
}
