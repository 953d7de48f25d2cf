import * as z from 'zod';
import { type Control, control } from './control.ts';

/** Accounts of this cloud and their keys, which open nothing else. */
export const accountControls: readonly Control[] = [
  control({
    method: 'GET',
    path: '/accounts',
    summary: 'the accounts with their access keys; the first is the cloud’s own',
    run: ({ accounts }) => ({ accounts: accounts.all() }),
  }),
  control({
    method: 'POST',
    path: '/accounts',
    summary: 'adds an account with an access key; one that is there is answered as it is',
    body: z.strictObject({ id: z.string().regex(/^\d{16}$/, 'expected 16 digits') }),
    run: ({ accounts }, { body: { id } }) => accounts.add(id),
  }),
];
