import { resolveNs } from 'node:dns/promises';
import type { Finding } from '../../operator/doctor/finding.ts';
import { checkoutFile } from '../checkout-file.ts';
import { readDeclarations } from '../declarations.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { indented } from '../output.ts';
import { ownCloud } from '../own-cloud.ts';
import type { Shell } from '../shell.ts';

export interface DoctorOptions {
  file?: string[];
  policies?: boolean;
  json?: boolean;
}

/**
 * Looks at an account before deployment, with the operator's own credentials: the API is not there yet. 0: nothing is
 * missing; 3: something is.
 */
export async function doctor(shell: Shell, { file = [], policies, json }: DoctorOptions): Promise<ExitCode> {
  const own = ownCloud(shell);
  if (policies) {
    const { accountBehind, placeIn } = await import('../../operator/own-cloud.ts');
    const { allPolicies } = await import('../../operator/policies/policy-documents.ts');
    shell.say(JSON.stringify(allPolicies(placeIn(await accountBehind(own), own.place)), null, 2));
    return EXIT.done;
  }
  // Only commands like this one need the clients of the cloud.
  const { examine } = await import('../../operator/doctor/doctor.ts');
  const domains =
    file.length > 0 ? readDeclarations(file, shell.readInput).flatMap(({ value }) => domainsIn(value)) : [];
  const findings = await examine({
    ...{ ...own, domains, resolveNs },
    masterKeys: shell.environment.TORII_MASTER_KEYS,
    deployment: checkoutFile('s.yaml'),
  });
  const { readAssumptions } = await import('../../operator/doctor/assumptions.ts');
  const assumptions = readAssumptions(checkoutFile('docs/assumptions.md') ?? '');
  if (json) shell.say(JSON.stringify({ findings, assumptions }, null, 2));
  else {
    for (const finding of findings) shell.say(line(shell, finding));
    shell.say(`\nTorii takes for true what no document says (docs/assumptions.md):`);
    for (const { assumes } of assumptions) shell.say(`  · ${assumes}`);
  }
  return findings.some(({ level }) => level === 'missing') ? EXIT.waiting : EXIT.done;
}

const MARKS = { ok: ['green', 'ok     '], warning: ['yellow', 'warning'], missing: ['red', 'missing'] } as const;

function line(shell: Shell, { check, level, says, wayOut }: Finding): string {
  const [style, mark] = MARKS[level];
  const [first = '', ...rest] = says.split('\n');
  return [
    `${shell.paint(style, mark)} ${check}: ${first}`,
    ...rest.map((more) => indented(more, 8)),
    ...(wayOut ? [indented(`→ ${wayOut}`, 8)] : []),
  ].join('\n');
}

/** `spec.domains[].name` of what was written, whatever else is right or wrong about it. */
function domainsIn(value: unknown): string[] {
  const { spec } = Object(value) as { spec?: unknown };
  const { domains } = Object(spec) as { domains?: unknown };
  if (!Array.isArray(domains)) return [];
  return domains.flatMap((domain) => {
    const { name, type } = Object(domain) as { name?: unknown; type?: unknown };
    return typeof name === 'string' && type !== 'intranet' ? [name.replace(/^\*\./, '')] : [];
  });
}
