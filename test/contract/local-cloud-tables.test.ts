import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { ParameterTable, Product } from '../../local/cloud/product.ts';
import { PROTOCOL_TABLES } from '../../local/cloud/products.ts';
import type { ProtocolTable } from '../../local/cloud/protocol-table.ts';

const cloudFolder = new URL('../../local/cloud/', import.meta.url);

/** Every folder of the local cloud that has a product table, whoever added it. */
const products = await Promise.all(
  readdirSync(cloudFolder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /^[^/]+\/product\.ts$/.test(file))
    .map(async (file) => {
      const module: Record<string, unknown> = await import(new URL(file, cloudFolder).href);
      const product = Object.values(module).find(isProduct);
      if (!product) throw new Error(`${file} exports no product`);
      return { folder: file.replace(/product\.ts$/, ''), product };
    }),
);

function isProduct(value: unknown): value is Product<never> {
  return typeof value === 'object' && value !== null && 'actions' in value && 'errors' in value;
}

test('there are products', () => {
  expect(products.map(({ product }) => product.name)).toEqual(expect.arrayContaining(['alidns', 'cas', 'vpc']));
});

const tables: readonly (readonly [label: string, table: Product<never> | ProtocolTable])[] = [
  ...products.map(({ product }) => [product.name, product] as const),
  ...PROTOCOL_TABLES.map((table) => [table.title, table] as const),
];

for (const [label, table] of tables) {
  test(`${label}: no two actions share a name`, () => {
    const names = table.actions.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  test(`${label}: every action says what it answers, and lists only errors of the table`, () => {
    for (const action of table.actions) {
      const { name, response, errors, parameters } = action;
      const idempotency = 'idempotency' in action ? action.idempotency : undefined;
      expect(response, name).toBeTypeOf('object');
      const codes = [...errors, ...(idempotency ? [idempotency.mismatch] : []), ...codesOf(parameters)];
      for (const code of codes) expect(Object.keys(table.errors), name).toContain(code);
      if (idempotency) expect(Object.keys(parameters), name).toContain(idempotency.parameter);
    }
  });

  test(`${label}: path templates and parameters name each other`, () => {
    for (const { name, style, parameters } of table.actions) {
      const inPath = Object.keys(parameters).filter((parameter) => parameters[parameter]?.in === 'path');
      const inTemplate =
        style === 'RPC' ? [] : [...style.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
      expect(inPath.sort(), name).toEqual(inTemplate.sort());
    }
  });
}

for (const { folder, product } of products) {
  test(`${product.name}: every error that its code throws is listed by an action, and none is listed in vain`, () => {
    const source = readdirSync(new URL(folder, cloudFolder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(new URL(folder + file, cloudFolder), 'utf8'))
      .join('\n');
    const thrown = [...source.matchAll(/new ApiError(?:<\w+>)?\(\s*'([^']+)'/g)].map(([, code]) => code ?? '');
    const listed = product.actions.flatMap(({ errors, idempotency, parameters }) => [
      ...errors,
      ...(idempotency ? [idempotency.mismatch] : []),
      ...codesOf(parameters),
    ]);
    expect(listed).toEqual(expect.arrayContaining(thrown));
    expect(Object.keys(product.errors).sort()).toEqual([...new Set(listed)].sort());
  });
}

/** Error codes that validation itself may use for these parameters. */
function codesOf(parameters: ParameterTable): string[] {
  return Object.values(parameters).flatMap(({ missingCode, invalidCode, fields }) => [
    ...(missingCode ? [missingCode] : []),
    ...(invalidCode ? [invalidCode] : []),
    ...codesOf(fields ?? {}),
  ]);
}
