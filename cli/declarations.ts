import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { LineCounter, parseAllDocuments } from 'yaml';
import { CannotGoOn } from './errors.ts';

/** One declaration as somebody wrote it, not judged yet: that is the API's part. */
export interface WrittenDeclaration {
  value: unknown;
  /** What its metadata.name says; a stand-in where it says nothing, so that the API can name that mistake too. */
  name: string;
  /** `file.yaml:9` for a field as the API names it (`spec.vpcs[0].vSwitches`), or for what comes nearest to it. */
  placeOf(field: string): string;
}

/**
 * Reads files, all `.yaml`, `.yml` and `.json` of folders by name, and standard input for `-`. A file may hold several
 * documents.
 * @throws CannotGoOn
 */
export function readDeclarations(paths: string[], readInput: () => string): WrittenDeclaration[] {
  const files = paths.flatMap((path) => (path === '-' ? ['-'] : filesAt(path)));
  const written = files.flatMap((file) =>
    file === '-' ? documentsOf('standard input', readInput()) : documentsOf(file, readFileSync(file, 'utf8')),
  );
  if (written.length > 0) return written;
  throw new CannotGoOn(`there is no declaration in ${paths.join(', ')}`, 'A declaration is a YAML or JSON document.');
}

function filesAt(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found) throw new CannotGoOn(`there is no ${path}`, 'Give a file, a folder, or - for standard input.');
  if (!found.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => /\.(ya?ml|json)$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

function documentsOf(source: string, text: string): WrittenDeclaration[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  if (!Array.isArray(documents)) return [];
  return documents.flatMap((document) => {
    const [error] = document.errors;
    if (error) {
      const [summary] = error.message.split('\n');
      throw new CannotGoOn(`${source} is neither YAML nor JSON: ${summary}`, 'Correct it at that place.');
    }
    if (document.contents === null) return [];
    const lineOf = (path: (string | number)[]): number | undefined => {
      const node = document.getIn(path, true) as { range?: [number, number, number] | null } | undefined;
      if (node?.range) return lines.linePos(node.range[0]).line;
      return path.length > 0 ? lineOf(path.slice(0, -1)) : undefined;
    };
    const value: unknown = document.toJS();
    return [{ value, name: nameIn(value), placeOf: (field) => placed(source, lineOf(pathOf(field))) }];
  });
}

function placed(source: string, line: number | undefined): string {
  return line === undefined ? source : `${source}:${line}`;
}

/** `spec.vpcs[0].allow` → `spec`, `vpcs`, 0, `allow` */
function pathOf(field: string): (string | number)[] {
  return [...field.matchAll(/\[(\d+)\]|[^.[\]]+/g)].map(([word, position]) =>
    position === undefined ? word : Number(position),
  );
}

function nameIn(value: unknown): string {
  const { metadata } = (value ?? {}) as { metadata?: { name?: unknown } };
  return typeof metadata?.name === 'string' && metadata.name !== '' ? metadata.name : 'unnamed';
}
