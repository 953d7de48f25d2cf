import { randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { CannotGoOn } from '../errors.ts';
import type { Drive } from './drive.ts';

/** Puts the whole cloud away, and back; or as it was at first. */
export function addSnapshotCommands(drive: Drive): void {
  drive('reset', 'make it as it was when it started', async ({ cloud, answer }) => {
    await cloud.ask('POST', '/reset');
    answer({ reset: true }, () => 'the cloud is as it was when it started');
  });

  drive(
    'snapshot',
    'save all of it in a file, or restore it from one',
    async ({ cloud, answer }, _options, what, file) => {
      if (file === undefined || (what !== 'save' && what !== 'restore')) {
        throw new CannotGoOn('it is not clear what to do', 'Say: torii cloud snapshot save FILE, or restore FILE.');
      }
      if (what === 'save') {
        writeWhole(file, JSON.stringify(await cloud.ask('GET', '/snapshot')));
        answer({ saved: file }, () => `saved in ${file}; there are keys in it`);
      } else {
        await cloud.ask('PUT', '/snapshot', readSnapshot(file));
        answer({ restored: file }, () => `restored from ${file}, access keys included`);
      }
    },
  )
    .argument('[save|restore]')
    .argument('[file]');
}

/** For its owner's eyes only, and never half of it. */
function writeWhole(file: string, text: string): void {
  const temporary = `${file}.${randomBytes(6).toString('hex')}`;
  writeFileSync(temporary, text, { mode: 0o600, flag: 'wx' });
  renameSync(temporary, file);
}

function readSnapshot(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new CannotGoOn(`${file} is no snapshot that can be read`, 'Give a file of torii cloud snapshot save.');
  }
}
