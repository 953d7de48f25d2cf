import { table } from '../output.ts';
import type {
  AccountAnswer,
  CallsAnswer,
  ClockAnswer,
  CountsAnswer,
  FaultAnswer,
  FixtureAnswer,
  LimitsAnswer,
  ProgressAnswer,
  StatusAnswer,
  SwitchAnswer,
} from './answers.ts';

export function showStatus(status: StatusAnswer): string {
  const { http, https } = status.gatewayPorts;
  return [
    `endpoint   ${status.endpoint} (every product)`,
    `region     ${status.region}`,
    `account    ${status.account}${status.accounts > 1 ? ` and ${status.accounts - 1} more` : ''}`,
    `now        ${status.now}, ${flow(status)}`,
    `DNS        ${status.dns} (UDP and TCP)`,
    `gateways   http ${http}, https ${https}, on an address each`,
    `ACME       ${status.acmeDirectory}`,
    `calls      ${status.calls}`,
    `faults     ${status.faults}`,
  ].join('\n');
}

export function showClock({ now, nextDue, ...rest }: ClockAnswer): string {
  return `${now}, ${flow(rest)}\n${nextDue === null ? 'nothing is due' : `next due ${nextDue}`}`;
}

function flow({ scale, frozen }: { scale: number; frozen: boolean }): string {
  if (frozen || scale === 0) return frozen && scale > 0 ? `frozen (${scale} s a second before)` : 'standing still';
  return `${scale} s a second`;
}

export function showProgress({ kinds, modes }: ProgressAnswer): string {
  const set = Object.entries(modes).map(([kind, mode]) => [
    kind,
    typeof mode === 'string' ? mode : `after ${mode.reads} reads`,
  ]);
  return `${set.length > 0 ? table(['KIND', 'MODE'], set) : 'everything comes after its delay'}\n\nkinds: ${kinds.join(', ')}`;
}

export function showFaults(faults: FaultAnswer[]): string {
  if (faults.length === 0) return 'nothing goes wrong on request';
  const rows = faults.map(({ id, hits, faults: [first = {}, ...others] }) => {
    const { kind, product = 'any', action = 'any', ...terms } = first;
    const what = others.length > 0 ? `a profile of ${others.length + 1}` : String(kind);
    const where = others.length > 0 ? 'everywhere' : `${product}/${action}`;
    return [id, what, where, String(hits), others.length > 0 ? '' : termsOf(terms)];
  });
  return table(['ID', 'KIND', 'WHERE', 'HITS', 'TERMS'], rows);
}

function termsOf(terms: Record<string, unknown>): string {
  return Object.entries(terms)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

export function showSwitches(switches: SwitchAnswer[]): string {
  const rows = switches.map(({ name, value, values, about }) => [
    name,
    value === null ? 'no limit' : String(value),
    Array.isArray(values) ? values.join(' | ') : values,
    about,
  ]);
  return table(['SWITCH', 'IS', 'CAN BE', 'ABOUT'], rows);
}

export function showCalls({ total, calls }: CallsAnswer): string {
  if (calls.length === 0) return 'no such call was made';
  const rows = calls.map(({ at, product, action, account, status, code = '' }) => [
    at,
    product || '-',
    action || '-',
    account || '-',
    String(status),
    code,
  ]);
  const shown = calls.length < total ? `\n${total} calls in all` : '';
  return `${table(['AT', 'PRODUCT', 'ACTION', 'ACCOUNT', 'STATUS', 'CODE'], rows)}${shown}`;
}

export function showCounts({ total, byAction }: CountsAnswer): string {
  const rows = Object.entries(byAction).map(([action, count]) => [action, String(count)]);
  return table(['ACTION', 'CALLS'], [...rows, ['all', String(total)]]);
}

export function showAccounts(accounts: AccountAnswer[]): string {
  const rows = accounts.map(({ id, accessKeyId, accessKeySecret }) => [id, accessKeyId, accessKeySecret]);
  return table(['ACCOUNT', 'ACCESS KEY ID', 'SECRET (good here alone)'], rows);
}

export function showFixtures(fixtures: FixtureAnswer[]): string {
  const rows = fixtures.map(({ name, about, takes: { properties = {}, required = [] } }) => [
    name,
    Object.keys(properties)
      .map((field) => (required.includes(field) ? field : `[${field}]`))
      .join(' '),
    about,
  ]);
  return table(['FIXTURE', 'TAKES', 'IS'], rows);
}

export function showLimits({ enforce, perSecond }: LimitsAnswer): string {
  const rows = Object.entries(perSecond).flatMap(([product, actions]) =>
    Object.entries(actions).map(([action, calls]) => [`${product}/${action}`, String(calls)]),
  );
  return `${table(['ACTION', 'CALLS A SECOND'], rows)}\n${enforce ? 'enforced' : 'not enforced'}, in virtual time`;
}
