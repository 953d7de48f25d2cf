import type { ToriiApi } from '../api.ts';
import type { Format } from '../output.ts';
import type { Shell } from '../shell.ts';

/** What every command works with. */
export interface Context {
  shell: Shell;
  api: ToriiApi;
  format: Format;
}
