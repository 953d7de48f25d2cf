import type { EventAnswer } from './answers.ts';
import { instant } from './output.ts';
import type { Shell } from './shell.ts';

/** One line of the timeline: when, who, what. */
export function showEvent(
  { paint }: Pick<Shell, 'paint'>,
  { at, from, kind, reason, message, data }: EventAnswer,
): string {
  const who = from.replace(/^torii-/, '').padEnd(19);
  const what =
    kind === 'condition'
      ? `${data?.condition} ${data?.status} (${reason}): ${message}`
      : kind === 'outcome'
        ? `${reason}: ${message}`
        : message;
  const sign = kind === 'condition' ? (data?.status === 'True' ? paint('green', '✓') : '…') : SIGNS[kind];
  return `${paint('dim', `${instant(at)}  ${who}`)}  ${sign} ${what}`;
}

const SIGNS = { intent: '→', outcome: '←', note: '·', audit: '·' } as const;
