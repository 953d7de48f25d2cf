import { EXIT, type ExitCode } from '../exit-code.ts';
import { ownCloud } from '../own-cloud.ts';
import type { Shell } from '../shell.ts';

/** Writes all that Torii remembers into a file, with the operator's own credentials. */
export async function exportState(shell: Shell, path: string, { journal = false }): Promise<ExitCode> {
  const { exportToFile } = await import('../../operator/moving-state/move.ts');
  const { documents, entries, masterKeys } = await exportToFile(ownCloud(shell), path, {
    ...{ journal, now: shell.stamp().now },
  });
  shell.say(`${path}: ${documents} documents${journal ? `, ${entries} entries of journals` : ''}`);
  shell.say(keysIn(masterKeys));
  return EXIT.done;
}

/** 2: a dry run has something to write. */
export async function importState(shell: Shell, path: string, { replace = false, dryRun = false }): Promise<ExitCode> {
  const { importFromFile } = await import('../../operator/moving-state/move.ts');
  const { documents, deleted, entries, masterKeys } = await importFromFile(ownCloud(shell), path, { replace, dryRun });
  const more = [
    ...(deleted > 0 ? [`${deleted} deleted`] : []),
    ...(entries > 0 ? [`${entries} entries of journals`] : []),
  ];
  shell.say([`${documents} documents ${dryRun ? 'would be ' : ''}written`, ...more].join(', '));
  shell.say(keysIn(masterKeys));
  return dryRun ? EXIT.changes : EXIT.done;
}

function keysIn(masterKeys: string[]): string {
  if (masterKeys.length === 0) return 'nothing in it is sealed';
  return `its secrets are sealed, and open with TORII_MASTER_KEYS that name ${masterKeys.join(', ')}`;
}
