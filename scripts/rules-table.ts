import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';

/** One rule of docs/rules.yaml. */
export interface RuleRow {
  rule: string;
  says: string;
  /** `file#export` */
  checks?: string[];
  open?: string;
  nothing?: string;
}

export interface RulesTable {
  sections: { title: string; rules: RuleRow[] }[];
  rules: RuleRow[];
  /** The test files that name a rule, sorted. */
  testsOf(rule: string): string[];
  /** What is wrong with the table: a claim that the sources do not bear out. */
  mistakes: string[];
}

/** Reads the table of rules, and holds it against sources and tests. */
export function readRulesTable(): RulesTable {
  const sections: RulesTable['sections'] = parse(readFileSync('docs/rules.yaml', 'utf8'));
  const rules = sections.flatMap((section) => section.rules);
  const named = new Map(
    ['test', 'shared', 'functions', 'local'].flatMap(filesIn).map((file) => [file, rulesNamedIn(file)] as const),
  );
  const testsOf = (rule: string) =>
    [...named].flatMap(([file, numbers]) => (file.endsWith('.test.ts') && numbers.has(rule) ? [file] : []));
  const unknown = [...named].flatMap(([file, numbers]) =>
    [...numbers]
      .filter((number) => !rules.some(({ rule }) => rule === number))
      .map((number) => `${file} names ${number}`),
  );
  return {
    sections,
    rules,
    testsOf,
    mistakes: [
      ...rules.flatMap((row) => mistakesOf(row, testsOf(row.rule))),
      ...rules
        .filter(({ rule }, index) => rule <= (rules[index - 1]?.rule ?? ''))
        .map(({ rule }) => `${rule} is out of order`),
      ...unknown.map((where) => `${where}, which is not in docs/rules.yaml`),
    ],
  };
}

function mistakesOf({ rule, checks, open, nothing }: RuleRow, tests: string[]): string[] {
  const unfounded = (checks ?? []).filter((check) => !exists(check));
  return [
    ...unfounded.map((check) => `${rule} is said to be checked in ${check}, which is not there`),
    ...(checks && tests.length === 0 ? [`${rule} is said to be checked, but no test names it`] : []),
    ...(checks || open || nothing ? [] : [`${rule} has neither checks nor a reason why not`]),
  ];
}

function exists(check: string): boolean {
  const [file = '', name] = check.split('#');
  try {
    return new RegExp(`^export (const|function) ${name}\\b`, 'm').test(readFileSync(file, 'utf8'));
  } catch {
    return false;
  }
}

/** `G24`, and each of `G40–G43` or `G40 to G43`. */
function rulesNamedIn(file: string): Set<string> {
  const text = readFileSync(file, 'utf8');
  const ranges = [...text.matchAll(/\bG(\d{2})(?: to |–)G(\d{2})\b/g)].flatMap(([, first, last]) =>
    Array.from({ length: Number(last) - Number(first) + 1 }, (_, index) => `G${Number(first) + index}`),
  );
  return new Set([...ranges, ...[...text.matchAll(/\bG\d{2}\b/g)].map(([number]) => number)]);
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `${entry.parentPath}/${entry.name}`)
    .sort();
}
