import { Option } from 'commander';
import { CannotGoOn } from '../errors.ts';
import type { ClockAnswer, FaultAnswer, ProgressAnswer } from './answers.ts';
import type { Drive } from './drive.ts';
import { showClock, showFaults, showProgress } from './show.ts';

/** How a day in the cloud goes: its time, what comes true when, and what goes wrong. */
export function addDayCommands(drive: Drive): void {
  drive('clock', 'show virtual time, let it jump, flow or stand still', async ({ cloud, answer }, options) => {
    const { jump, to, scale, freeze, resume } = options;
    if (freeze && resume) throw new CannotGoOn('time cannot both stand still and go on', 'Give one of the two.');
    if (scale !== undefined || freeze || resume) {
      await cloud.ask('PUT', '/clock', {
        ...(scale !== undefined && { scale: Number(scale) }),
        ...((freeze === true || resume === true) && { frozen: freeze === true }),
      });
    }
    if (jump !== undefined || to !== undefined) {
      await cloud.ask('POST', '/clock/jump', jump !== undefined ? { by: jump } : { to });
    }
    answer(await cloud.ask<ClockAnswer>('GET', '/clock'), showClock);
  })
    .addOption(new Option('--jump <stretch>', 'such as 60d, 12h, 90s').conflicts('to'))
    .option('--to <instant>', 'such as 2026-05-01T00:00:00Z')
    .option('--scale <number>', 'virtual seconds that pass in a second; 0: only when told')
    .option('--freeze', 'keep time still whatever the scale')
    .option('--resume', 'let it go on');

  drive(
    'progress',
    'say when resources become what they were asked to be',
    async ({ cloud, answer }, _o, kind, mode) => {
      if (kind === undefined || mode === undefined) {
        answer(await cloud.ask<ProgressAnswer>('GET', '/progress'), showProgress);
        return;
      }
      const [, reads] = /^reads[:=](\d+)$/.exec(mode) ?? [];
      const body = { mode: reads === undefined ? mode : { reads: Number(reads) } };
      answer(await cloud.ask<ProgressAnswer>('PUT', `/progress/${encodeURIComponent(kind)}`, body), showProgress);
    },
  )
    .argument('[kind]', 'such as eas-gateway-create, or all that begin alike: eas-gateway, eas')
    .argument('[mode]', 'after-delay, at-once, or reads:N');

  drive(
    'faults',
    'list what goes wrong on request, add to it, or clear it',
    async ({ cloud, answer }, options, what, id) => {
      const { cloud: _address, ...given } = options;
      if (what === 'add') await cloud.ask('POST', '/faults', given);
      else if (what === 'profile')
        await cloud.ask('POST', `/faults/profiles/${encodeURIComponent(id ?? 'hostile')}`, {});
      else if (what === 'clear')
        await cloud.ask('DELETE', id === undefined ? '/faults' : `/faults/${encodeURIComponent(id)}`);
      else if (what !== undefined && what !== 'list') {
        throw new CannotGoOn(`faults cannot ${what}`, 'Say list, add, profile or clear.');
      }
      answer((await cloud.ask<{ faults: FaultAnswer[] }>('GET', '/faults')).faults, showFaults);
    },
  )
    .argument('[list|add|profile|clear]')
    .argument('[id]', 'which to clear; the name of the profile')
    .option(
      '--kind <kind>',
      'latency, drop-before, throttling, server-error, stale-read, short-page, extra-fields, drop-after',
    )
    .option('--product <name>', 'of one product')
    .option('--action <name>', 'of one action')
    .option('--times <number>', 'at most so often', Number)
    .option('--probability <share>', 'of each call, 0 to 1', Number)
    .option('--from <instant>', 'virtual')
    .option('--until <instant>', 'virtual')
    .option('--code <code>', 'of throttling and server-error')
    .option('--status <number>', 'of server-error', Number)
    .addOption(new Option('--retry-after-ms <ms>', 'of throttling').argParser(Number))
    .option('--seconds <number>', 'of stale-read: how old an answer may be', Number)
    .option('--missing <rows>', 'of short-page', Number)
    .option('--virtual-ms <ms>', 'of latency', Number)
    .option('--real-ms <ms>', 'of latency', Number);
}
