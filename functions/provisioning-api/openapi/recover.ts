import * as z from 'zod';
import { recoverBody } from '../recover/recover.ts';

/** What goes over the wire about a recovery, by name. */
export function recoverSchemas() {
  const Recovered = z.object({
    name: z.string(),
    region: z.string(),
    gatewayId: z.string(),
    declaration: z.record(z.string(), z.unknown()).describe('As an owner would write it'),
    notes: z.array(z.string()).describe('What shows nowhere, and what was put in its place'),
  });
  const NotRecovered = z.object({
    gatewayId: z.string(),
    region: z.string(),
    reason: z.string().describe('A constant'),
    message: z.string(),
  });
  return {
    RecoverRequest: recoverBody,
    Recovery: z.object({
      dryRun: z.boolean(),
      regions: z.array(z.string()),
      recovered: z.array(Recovered).describe('In mode report: nothing is changed until the mode is enforce'),
      left: z.array(NotRecovered),
    }),
  };
}
