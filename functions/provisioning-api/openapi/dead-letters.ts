import * as z from 'zod';
import { replayBody } from '../dead-letters/replay.ts';

/** What goes over the wire about dead letters, by name. */
export function deadLetterSchemas() {
  const DeadLetter = z
    .object({
      id: z.string(),
      function: z.string().optional().describe('Whose invocation it was; left out where an event was not delivered'),
      about: z.string(),
      at: z.int().describe('When it was given up, in ms since the epoch'),
      condition: z.string().describe("The platform's constant, such as UnhandledInvocationError"),
      error: z.string().optional().describe('What the function threw, without secrets'),
      count: z.int().describe('Attempts that were made'),
      replayable: z.boolean(),
    })
    .describe('An invocation or event that the platform gave up');
  return {
    DeadLetters: z.object({ deadLetters: z.array(DeadLetter).describe('The oldest first') }),
    ReplayRequest: replayBody,
    Replay: z.object({
      replayed: z.array(z.string()).describe('Started again, and forgotten'),
      left: z
        .array(z.object({ id: z.string(), reason: z.string().describe('A constant'), message: z.string() }))
        .describe('Still there, and why'),
    }),
  };
}
