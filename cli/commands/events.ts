import { stringify } from 'yaml';
import type { EventAnswer } from '../answers.ts';
import type { GatewayName } from '../api.ts';
import { Interrupted } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { tellNews } from '../follow.ts';
import { serialised } from '../output.ts';
import { showEvent } from '../show-event.ts';
import type { Context } from './context.ts';

/** Shows a gateway's timeline, and with `follow` goes on showing it until interrupted. */
export async function events(
  { shell, api, format }: Context,
  gateway: GatewayName,
  { follow, poll }: { follow: boolean; poll: number },
): Promise<ExitCode> {
  if (!follow && format !== 'table') {
    const entries: EventAnswer[] = [];
    await tellNews(api, gateway, undefined, { event: (event) => entries.push(event) });
    shell.say(serialised(format, entries));
    return EXIT.done;
  }
  const event = (one: EventAnswer) => {
    // One document an event, so that a reader need not wait for an end that never comes.
    if (format === 'json') shell.say(JSON.stringify(one));
    else if (format === 'yaml') shell.say(`---\n${stringify(one).trimEnd()}`);
    else shell.say(showEvent(shell, one));
  };
  try {
    let cursor = await tellNews(api, gateway, undefined, { event });
    while (follow && !shell.interrupted.aborted) {
      await shell.sleep(poll * 1000);
      if (!shell.interrupted.aborted) cursor = await tellNews(api, gateway, cursor, { event });
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
  }
  return EXIT.done;
}
