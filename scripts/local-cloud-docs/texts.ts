import type {
  Action,
  ErrorRow,
  ErrorTable,
  Parameter,
  ParameterTable,
  ResponseField,
  ResponseFields,
} from '../../local/cloud/product.ts';
import type { ProductTable } from '../../local/cloud/products.ts';
import type { ProtocolAction, ProtocolTable } from '../../local/cloud/protocol-table.ts';
import { type SharedAction, sharedActions } from '../../test/conformance/official-clients.ts';

/** `docs/local-cloud.md`: what there is, with a page for each product. */
export function indexPage(products: readonly ProductTable[], protocols: readonly ProtocolTable[]): string {
  const rowOf = (product: Table) => {
    const { actions, leaves, parameters, errors, inferred } = countsOf(product);
    const link = `[${titleOf(product)}](local-cloud/${fileOf(product)})`;
    const shared = sharedActions([product]).length || '';
    return `| ${link} | \`${product.name}\` | ${product.version} | ${actions} | ${shared} | ${parameters} | ${leaves} | ${errors} | ${inferred} |`;
  };
  const heads = [
    '| product | name | version | actions | by the official SDK | parameters | fields | errors | inferred |',
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
  ];
  return page([
    '# What the local cloud answers',
    '',
    GENERATED,
    '',
    'A page for each product: its actions, the parameters that are checked, the fields that come back, the errors. All of',
    'it is taken from the tables that drive the cloud, and `npm run conformance` fails where no test met an entry. A row',
    'is documented by the vendor unless it says *inferred*: then nobody could check it.',
    '',
    'How to start one, point a client at it and control it: [pointing clients](pointing-clients.md) and',
    '[its own page](../local/cloud/README.md).',
    '',
    ...heads,
    ...products.map(rowOf),
    '',
    '*By the official SDK*: actions that the typed SDK on npm has as well. Each of them is called through it, unmodified, with',
    'success, by the same run; its package is named at the action.',
    '',
    'Errors are counted for each action that answers with them. Besides, every action may be refused by the gateway in front',
    'of it: `Missing<Name>` and `Invalid<Name>` for a parameter that breaks its row (status 400), unless its row names another',
    'code, and the codes about versions, methods, keys, signatures, permission and throttling.',
    '',
    '## Protocols of their own',
    '',
    'These stand behind the same port and refuse in their own words, which their rows have in full, but for what only a',
    'fault makes them say. Fields count the headers of an answer too.',
    '',
    ...heads,
    ...protocols.map(rowOf),
    '',
    'The temporary bucket of Function Compute, which speaks a little of OSS, has no rows:',
    '[its own page](../local/cloud/README.md) tells of it.',
  ]);
}

/** A product may be there in several versions. */
export function fileOf(table: Table): string {
  return `${'page' in table ? table.page : `${table.name}-${table.version}`}.md`;
}

type Table = ProductTable | ProtocolTable;

function titleOf(table: Table): string {
  return 'title' in table ? table.title : (TITLES[table.name] ?? table.name);
}

export function productPage(product: Table): string {
  const { name, version, actions, errors } = product;
  const shared = new Map(sharedActions([product]).map((one) => [one.action, one]));
  return page([
    `# ${titleOf(product)}`,
    '',
    GENERATED,
    '',
    `Product \`${name}\`, version ${version}. **Bold** parameters are required. Back to [all products](../local-cloud.md).`,
    ...actions.flatMap((action) => section(action, errors, shared.get(action.name))),
    '',
    '## Errors',
    '',
    '| code | status | message | source |',
    '| --- | --- | --- | --- |',
    ...Object.entries(errors).map(
      ([code, { status, alsoStatus = [], message, source = 'documented' }]) =>
        `| \`${code}\` | ${statusesOf({ status, alsoStatus })} | ${cell(message)} | ${source} |`,
    ),
  ]);
}

function section(
  action: Action<never> | ProtocolAction,
  table: ErrorTable,
  shared: SharedAction | undefined,
): string[] {
  const { name, style, parameters, response, errors } = action;
  const idempotency = 'idempotency' in action ? action.idempotency : undefined;
  const way = style === 'RPC' ? 'RPC' : `\`${style.method} ${style.path}\``;
  const rows = parameterRows(parameters);
  const codes = errors.map((code) => `\`${code}\` (${statusesOf(table[code])})`);
  return [
    '',
    `## ${name}`,
    '',
    [
      `${way}.`,
      ...(idempotency ? [`Repeating it with the same \`${idempotency.parameter}\` does nothing more.`] : []),
      ...(shared ? [`By the official SDK: \`${shared.sdk}\`.`] : []),
    ].join(' '),
    ...(rows.length > 0 ? ['', '| parameter | type | checked | source |', '| --- | --- | --- | --- |', ...rows] : []),
    '',
    `Fields: ${fieldsOf(response) || 'none besides the request id'}.`,
    '',
    `Errors: ${codes.join(', ') || 'none of its own'}.`,
  ];
}

function statusesOf(row: Pick<ErrorRow, 'status' | 'alsoStatus'> | undefined): string {
  return row ? [row.status, ...(row.alsoStatus ?? [])].join(', ') : '';
}

function parameterRows(table: ParameterTable, prefix = ''): string[] {
  return Object.entries(table).flatMap(([name, parameter]) => {
    const path = `${prefix}${name}${parameter.type === 'list' || parameter.type === 'objects' ? '.N' : ''}`;
    const shown = parameter.required ? `**\`${path}\`**` : `\`${path}\``;
    const place = parameter.in && parameter.in !== 'query' ? `, in the ${parameter.in.replaceAll('-', ' ')}` : '';
    const row = `| ${shown} | ${parameter.type}${place} | ${checksOf(parameter)} | ${parameter.source ?? 'documented'} |`;
    return [row, ...(parameter.fields ? parameterRows(parameter.fields, `${path}.`) : [])];
  });
}

function checksOf({
  default: preset,
  min,
  max,
  maxLength,
  enum: allowed,
  pattern,
  missingCode,
  invalidCode,
}: Parameter): string {
  return [
    ...(allowed ? [allowed.map((value) => `\`${value}\``).join(', ')] : []),
    ...(min === undefined ? [] : [`≥ ${min}`]),
    ...(max === undefined ? [] : [`≤ ${max}`]),
    ...(maxLength === undefined ? [] : [`up to ${maxLength} characters`]),
    ...(pattern ? [`\`${cell(String(pattern))}\``] : []),
    ...(preset === undefined ? [] : [`default \`${String(preset)}\``]),
    ...(missingCode ? [`missing: \`${missingCode}\``] : []),
    ...(invalidCode ? [`otherwise \`${invalidCode}\``] : []),
  ].join('; ');
}

/** `Name string, Zones.Zone[] { ZoneId string }`: types in words, what is inferred marked so. */
function fieldsOf(fields: ResponseFields): string {
  return Object.entries(fields)
    .map(([name, field]) => fieldOf(name, field))
    .join(', ');
}

function fieldOf(name: string, field: ResponseField): string {
  if (typeof field === 'string') return `\`${name}\` ${field}`;
  if (Array.isArray(field)) return fieldOf(`${name}[]`, field[0] as ResponseField);
  return `\`${name}\` { ${fieldsOf(field as ResponseFields)} }`;
}

function countsOf({ actions, errors }: Table) {
  const leaves = actions.flatMap(({ response }) => leafTypes(response));
  const parameters = actions.flatMap(({ parameters: table }) => allParameters(table));
  const isInferred = ({ source }: { readonly source?: string }) => source === 'inferred';
  return {
    actions: actions.length,
    leaves: leaves.length,
    parameters: parameters.length,
    errors: actions.reduce((sum, action) => sum + action.errors.length, 0),
    inferred:
      leaves.filter((type) => type.endsWith('(inferred)')).length +
      parameters.filter(isInferred).length +
      Object.values(errors).filter(isInferred).length,
  };
}

function leafTypes(field: ResponseField): string[] {
  if (typeof field === 'string') return [field];
  if (Array.isArray(field)) return leafTypes(field[0] as ResponseField);
  return Object.values(field as ResponseFields).flatMap(leafTypes);
}

function allParameters(table: ParameterTable): Parameter[] {
  return Object.values(table).flatMap((parameter) => [parameter, ...allParameters(parameter.fields ?? {})]);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function page(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`;
}

const GENERATED = '<!-- Generated from the tables of local/cloud by npm run write:local-cloud. -->';

const TITLES: Readonly<Record<string, string>> = {
  alb: 'Application Load Balancer',
  alidns: 'Alibaba Cloud DNS',
  cas: 'Certificate Management Service',
  eas: 'PAI-EAS',
  eventbridge: 'EventBridge',
  fc: 'Function Compute',
  pvtz: 'PrivateZone',
  ram: 'Resource Access Management',
  resourcemanager: 'Resource Management',
  sts: 'Security Token Service',
  vpc: 'Virtual Private Cloud',
};
