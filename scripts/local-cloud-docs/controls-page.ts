import * as z from 'zod';
import { CONTROLS } from '../../local/cloud/control/controls.ts';
import { FIXTURES } from '../../local/cloud/control/fixtures.ts';
import { SWITCHES } from '../../local/cloud/control/switch-table.ts';
import { PUBLISHED_LIMITS } from '../../local/cloud/limits/published.ts';

/** What controls a running cloud, from the tables that answer. */
export function controlsPage(): string {
  const rates = Object.entries(PUBLISHED_LIMITS).flatMap(([product, { code, perSecond }]) =>
    Object.entries(perSecond).map(([action, calls]) => [`\`${product}/${action}\``, String(calls), `\`${code}\``]),
  );
  return [
    '# What controls the local cloud',
    '',
    '<!-- Generated from the tables of local/cloud by npm run write:local-cloud. -->',
    '',
    'JSON in and out below `/_local` on the port of the cloud, unsigned; refusals are problem documents (RFC 9457) that',
    'name the field in `errors`. Who may ask, and the same on a command line and in a test:',
    '[its own page](../local/cloud/README.md).',
    '',
    ...table(
      ['request', 'takes', 'does'],
      CONTROLS.map(({ method, path, query, body, summary }) => [
        `\`${method} /_local${path}\``,
        query ? fieldsOf(query) : body ? fieldsOf(body) : '',
        summary,
      ]),
    ),
    '',
    '## Fixtures',
    '',
    'What `POST /_local/fixtures/{name}` makes; a field in brackets may be left out.',
    '',
    ...table(
      ['name', 'takes', 'is'],
      Object.entries(FIXTURES).map(([name, { schema, about }]) => [`\`${name}\``, fieldsOf(schema), about]),
    ),
    '',
    '## Switches',
    '',
    ...table(
      ['name', 'kind', 'can be', 'about'],
      Object.entries(SWITCHES).map(([name, { kind, values, about }]) => [
        ...[`\`${name}\``, kind],
        typeof values === 'string' ? values : values.map((value) => `\`${value}\``).join(', '),
        about,
      ]),
    ),
    '',
    '## Published rates',
    '',
    'Calls a second of one account in one region, enforced when asked.',
    '',
    ...table(['action', 'calls', 'refused with'], rates),
    '',
  ].join('\n');
}

interface JsonSchema {
  properties?: Record<string, unknown>;
  required?: string[];
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
}

function fieldsOf(schema: z.ZodType): string {
  const {
    properties,
    required = [],
    anyOf,
    oneOf,
  } = z.toJSONSchema(schema, {
    ...{ io: 'input', unrepresentable: 'any' },
  } as const) as JsonSchema;
  const choices = anyOf ?? oneOf;
  if (choices)
    return [...new Set(choices.flatMap((choice) => Object.keys(choice.properties ?? {})))].map(quoted).join(' ');
  return Object.keys(properties ?? {})
    .map((name) => (required.includes(name) ? quoted(name) : `[${quoted(name)}]`))
    .join(' ');
}

function quoted(name: string): string {
  return `\`${name}\``;
}

function table(heads: string[], rows: string[][]): string[] {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)];
}
