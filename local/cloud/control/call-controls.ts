import * as z from 'zod';
import type { CallRecord, Calls } from '../calls.ts';
import { type Control, control } from './control.ts';

const filter = z.strictObject({
  product: z.string().optional(),
  action: z.string().optional(),
  account: z.string().optional(),
  code: z.string().optional(),
  /** The newest so many. */
  limit: z.coerce.number().int().min(1).max(10_000).default(100),
});

/** The journal of every call, secrets masked. */
export const callControls: readonly Control[] = [
  control({
    method: 'GET',
    path: '/calls',
    summary: 'the newest calls, oldest of them first; by product, action, account or error code',
    query: filter,
    run: ({ calls }, { query: { limit, ...wanted } }) => {
      const found = matching(calls, wanted);
      return { total: found.length, calls: found.slice(-limit).map(shown) };
    },
  }),
  control({
    method: 'GET',
    path: '/calls/count',
    summary: 'how many calls there were, by product and action',
    query: filter.omit({ limit: true }),
    run: ({ calls }, { query }) => {
      const found = matching(calls, query);
      const byAction: Record<string, number> = {};
      for (const { product, action } of found) {
        const key = `${product || '-'}/${action || '-'}`;
        byAction[key] = (byAction[key] ?? 0) + 1;
      }
      return { total: found.length, byAction };
    },
  }),
  control({
    method: 'DELETE',
    path: '/calls',
    summary: 'forgets all calls',
    run: ({ calls }) => calls.clear(),
  }),
];

type Wanted = Partial<Record<'product' | 'action' | 'account' | 'code', string | undefined>>;

function matching(calls: Calls, wanted: Wanted): readonly CallRecord[] {
  const records = wanted.action === undefined ? calls.all() : calls.of(wanted.action);
  return records.filter((call) =>
    (['product', 'account', 'code'] as const).every((key) => wanted[key] === undefined || call[key] === wanted[key]),
  );
}

/** Without our own failures, whose text nobody has masked. */
function shown({ at, failure: _failure, ...call }: CallRecord) {
  return { at: new Date(at).toISOString(), ...call };
}
