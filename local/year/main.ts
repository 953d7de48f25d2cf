import { parseArgs } from 'node:util';
import { runYear, type YearOutcome } from './year.ts';

/** Of the control run: longer than a certificate lives. */
const CONTROL_DAYS_MORE = 3;
/** Of what went wrong. */
const SHOWN = 20;

const { values } = parseArgs({
  options: {
    days: { type: 'string', default: '365' },
    domains: { type: 'string', default: '50' },
    lifetime: { type: 'string', default: '47' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
process.exitCode = await main({
  days: Number(values.days),
  domains: Number(values.domains),
  lifetimeDays: Number(values.lifetime),
  seed: Number(values.seed),
});

/** @returns the exit code: 0 only where no caller ever failed, nothing is left behind and all of it is explained */
async function main(options: { days: number; domains: number; lifetimeDays: number; seed: number }): Promise<number> {
  const say = values.json ? console.error : console.log;
  const startedAt = performance.now();
  const control = await runYear({
    ...options,
    domains: 11,
    days: options.lifetimeDays + CONTROL_DAYS_MORE,
    authorityDown: true,
  });
  say(
    `control, the authority down: ${control.handshakes.failed.length} of ${control.handshakes.total} handshakes failed`,
  );
  const outcome = await runYear({
    ...options,
    onDay: (day, rotations, handshakes) => {
      if (day % 30 === 0) say(`day ${day}: ${rotations} rotations, ${handshakes} handshakes`);
    },
  });
  const complaints = complaintsAbout(outcome, control, options);
  for (const complaint of complaints) say(complaint);
  say(`${Math.round((performance.now() - startedAt) / 1000)} s on this machine`);
  const { rotations, handshakes, orders, leftovers } = outcome;
  const { days, domains } = options;
  console.log(
    JSON.stringify({
      days,
      domains,
      rotations: rotations.length,
      handshakes: { ...handshakes, failed: handshakes.failed.length },
      orders,
      leftovers: leftovers.length,
    }),
  );
  return complaints.length === 0 ? 0 : 1;
}

function complaintsAbout(
  { rotations, handshakes, orders, ordersBound, leftovers, unexplained }: YearOutcome,
  control: YearOutcome,
  { days, domains, lifetimeDays }: { days: number; domains: number; lifetimeDays: number },
): string[] {
  const fewest = domains * Math.floor(days / lifetimeDays);
  return [
    ...handshakes.failed
      .slice(0, SHOWN)
      .map(({ at, domain, why }) => `${new Date(at).toISOString()} ${domain}: ${why}`),
    ...leftovers.slice(0, SHOWN).map((what) => `left behind: ${what}`),
    ...unexplained
      .slice(0, SHOWN)
      .map(({ domain, servedAt }) => `no reason given: ${domain}, ${new Date(servedAt).toISOString()}`),
    ...(rotations.length < fewest
      ? [`${rotations.length} rotations, where ${fewest} are the fewest that suffice`]
      : []),
    ...(orders > ordersBound ? [`${orders} orders, where ${ordersBound} are the most`] : []),
    ...(control.handshakes.failed.length === 0
      ? ['the control run saw no certificate expire: the watch is blind']
      : []),
  ];
}
