import type { Progress } from './follow.ts';
import type { Shell } from './shell.ts';
import { showEvent } from './show-event.ts';

/** One line an event, for logs and pipes. */
export function linesProgress(shell: Pick<Shell, 'paint'>, write: (line: string) => void): Progress {
  return {
    event: (event) => {
      // The step's own intent has said it already.
      if (event.kind !== 'outcome' || event.message !== 'done') write(showEvent(shell, event));
    },
    hitch: (message) => write(message),
  };
}
