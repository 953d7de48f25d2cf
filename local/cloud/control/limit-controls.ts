import * as z from 'zod';
import { PUBLISHED_LIMITS } from '../limits/published.ts';
import { type Control, control } from './control.ts';
import type { Controlled } from './controlled.ts';

/** The published rate limits. */
export const limitControls: readonly Control[] = [
  control({
    method: 'GET',
    path: '/limits',
    summary: 'the published rates, calls a second by product and action, and whether they are enforced',
    run: limitsOf,
  }),
  control({
    method: 'PUT',
    path: '/limits',
    summary: 'enforces the published rates from now on, in virtual time, or does not',
    body: z.strictObject({ enforce: z.boolean() }),
    run: (cloud, { body: { enforce } }) => {
      cloud.limits.enforce = enforce;
      return limitsOf(cloud);
    },
  }),
];

function limitsOf({ limits }: Pick<Controlled, 'limits'>) {
  const perSecond = Object.entries(PUBLISHED_LIMITS).map(([product, published]) => [product, published.perSecond]);
  return {
    enforce: limits.enforce,
    perSecond: Object.fromEntries(perSecond) as Record<string, Record<string, number>>,
  };
}
