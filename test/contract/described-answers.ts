import * as z from 'zod';
import { openApiDocument } from '../../functions/provisioning-api/openapi/document.ts';

const { components } = openApiDocument();

/** A schema of the document as a check, closed: whoever adds a member to an answer describes it. */
export function schemaFor(schema: { $ref?: string }): z.ZodType {
  const $defs = closed(components.schemas);
  return z.fromJSONSchema(
    JSON.parse(JSON.stringify({ ...schema, $defs }).replaceAll('#/components/schemas/', '#/$defs/')),
  );
}

function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (typeof schema !== 'object' || schema === null) return schema;
  const inner = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value)]));
  if ('type' in inner) return 'properties' in schema ? { additionalProperties: false, ...inner } : inner;
  // One of several forms of an object whose members stand beside them; fromJSONSchema reads them with a type only.
  return 'required' in inner && Array.isArray(inner.required) ? { type: 'object', ...inner } : inner;
}
