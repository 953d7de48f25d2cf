// Writes docs/rules.md, or with --check fails when it is stale. Either way it fails when docs/rules.yaml claims what the
// sources do not bear out.
import { readFile, writeFile } from 'node:fs/promises';
import { type RuleRow, type RulesTable, readRulesTable } from './rules-table.ts';

const path = 'docs/rules.md';
const table = readRulesTable();
const wanted = page(table);

for (const mistake of table.mistakes) console.error(mistake);
if (table.mistakes.length > 0) process.exitCode = 1;
if (!process.argv.includes('--check')) await writeFile(path, wanted);
else if ((await readFile(path, 'utf8').catch(() => '')) !== wanted) {
  console.error(`${path} is stale: run npm run write:rules`);
  process.exitCode = 1;
}

function page({ sections, rules, testsOf }: RulesTable): string {
  const count = (is: (row: RuleRow) => unknown) => rules.filter(is).length;
  return [
    '# The rules of dedicated gateways',
    '',
    '<!-- Generated from rules.yaml by npm run write:rules. -->',
    '',
    'What the vendor’s guide for PAI-EAS dedicated gateways asks for, a number for each rule. Errors, plans, comments and',
    `tests cite the numbers. Of ${rules.length} rules, ${count(({ checks }) => checks)} are checked, ${count(({ checks, open }) => !checks && open)} are open and ${count(({ nothing }) => nothing)} ask for no check;`,
    `${count(({ checks, open }) => checks && open)} of the checked ones have an open part. \`npm run mutate\` takes each check away and makes sure that a test notices.`,
    ...sections.flatMap(({ title, rules }) => [
      '',
      `## ${title}`,
      '',
      '| rule | says | checked in | tests | open |',
      '| --- | --- | --- | --- | --- |',
      ...rules.map((row) => line(row, testsOf(row.rule))),
    ]),
    '',
  ].join('\n');
}

/** Tests of rules that are not checked are of the local cloud's side of them. */
function line({ rule, says, checks = [], open, nothing }: RuleRow, tests: string[]): string {
  const checked = checks.map((check) => {
    const [file = '', name] = check.split('#');
    return `[\`${name}\`](../${file}) in ${file.replace('shared/domain-rules/', '')}`;
  });
  const named = tests.map((file) => `[${file.replace('test/', '').replace('.test.ts', '')}](../${file})`);
  const rest = open ?? (nothing && `nothing to check: ${nothing}`) ?? '';
  return `| **${rule}** | ${says} | ${checked.join('<br>')} | ${named.join('<br>')} | ${rest} |`;
}
