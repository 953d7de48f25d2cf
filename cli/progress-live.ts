import { Listr, type ListrTask } from 'listr2';
import type { EventAnswer, PlanAnswer } from './answers.ts';
import type { Ending, Progress } from './follow.ts';
import { showEvent } from './show-event.ts';

/** Steps of a plan on a terminal, each ticked off as its outcome is journaled; the newest event stands below. */
export interface LiveProgress extends Progress {
  /** Draws the last picture. */
  end(ending: Ending | undefined): Promise<void>;
}

interface Row {
  settle(done: boolean): void;
  tell(text: string): void;
}

/** @param goal what the whole comes to, such as `chat-prod as declared` */
export function liveProgress(goal: string, { steps }: Pick<PlanAnswer, 'steps'>): LiveProgress {
  const rows = new Map<string, Row>();
  const tasks = steps.map(({ id, summary }): ListrTask => rowTask(rows, id, summary));
  const whole = rowTask(rows, WHOLE, goal);
  const list = new Listr([...tasks, whole], {
    concurrent: true,
    renderer: 'default',
    rendererOptions: { showSkipMessage: false, collapseSkips: false },
    // Ctrl-C is ours: it ends the watching, and says that the operation goes on.
    registerSignalListeners: false,
  });
  const drawn = list.run();
  const plain = { paint: (_: string, text: string) => text };
  return {
    event(event: EventAnswer) {
      rows.get(WHOLE)?.tell(showEvent(plain, event));
      // A failure carries its own reason, and names the step beside it.
      const failed = typeof event.data?.step === 'string' ? rows.get(event.data.step) : undefined;
      if (failed) failed.tell(event.message);
      else if (event.kind === 'intent') rows.get(event.reason)?.tell('called');
      else if (event.kind === 'outcome') rows.get(event.reason)?.settle(true);
    },
    hitch: (message) => rows.get(WHOLE)?.tell(message),
    async end(ending) {
      const done = ending?.kind === 'succeeded' || ending?.kind === 'gone';
      for (const row of rows.values()) row.settle(done);
      await drawn;
    },
  };
}

function rowTask(rows: Map<string, Row>, id: string, title: string): ListrTask {
  let settle: Row['settle'] = () => {};
  const settled = new Promise<boolean>((resolve) => {
    settle = resolve;
  });
  const row: Row = { settle, tell: () => {} };
  rows.set(id, row);
  return {
    title,
    task: async (_, task) => {
      row.tell = (text) => {
        task.output = text;
      };
      // What is not done when the watching ends has not failed: it goes on, or waits for somebody.
      if (!(await settled)) task.skip();
    },
    rendererOptions: { persistentOutput: false, outputBar: 1 },
  };
}

const WHOLE = '\u0000whole';
