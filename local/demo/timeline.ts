import type { JournalEntry } from '../../shared/state/store.ts';

/** Writes what people read while they wait. */
export interface Timeline {
  heading(text: string): void;
  line(text: string): void;
  /** A label and its value, without a time. */
  row(label: string, value: string): void;
  entry(entry: JournalEntry): void;
}

/**
 * @param since the virtual instant that counts as zero, ms since the epoch
 * @param write takes a line without its end
 */
export function timeline(
  write: (line: string) => void,
  clock: { now(): number },
  since: number,
  color: boolean,
): Timeline {
  const paint = (code: number, text: string) => (color ? `\u001b[${code}m${text}\u001b[0m` : text);
  const stamp = (at: number) => paint(2, elapsed(at - since).padStart(12));
  return {
    heading: (text) => write(`\n${paint(1, text)}`),
    line: (text) => write(`${stamp(clock.now())}  ${text}`),
    row: (label, value) => write(`  ${paint(2, label.padEnd(18))} ${value}`),
    entry({ at, from, kind, reason, message, data }) {
      if (kind === 'outcome' && message === 'done') return;
      const who = paint(2, from.replace(/^torii-/, '').padEnd(20));
      write(`${stamp(at)}  ${who} ${sign(kind, data, paint)} ${headOf(kind, reason, data)}${message}`);
    },
  };
}

function sign(
  kind: JournalEntry['kind'],
  data: JournalEntry['data'],
  paint: (code: number, text: string) => string,
): string {
  if (kind === 'intent') return paint(36, '→');
  if (kind !== 'condition') return paint(2, '·');
  if (data?.status === 'True') return paint(32, '✓');
  return data?.status === 'Unknown' ? paint(2, '?') : paint(33, '…');
}

function headOf(kind: JournalEntry['kind'], reason: string, data: JournalEntry['data']): string {
  if (kind === 'condition') return `${data?.condition} ${reason}: `;
  return '';
}

/** `00:04:34`, and `3 d 00:10:23` after a day. */
export function elapsed(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const days = Math.floor(seconds / 86_400);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  return days > 0 ? `${days} d ${clock}` : clock;
}
