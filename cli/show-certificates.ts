import type {
  CertificateAnswer,
  CertificateDetailAnswer,
  IssuerAnswer,
  RenewalAnswer,
  UploadAnswer,
  UseAnswer,
} from './certificate-answers.ts';
import { indented, instant, table } from './output.ts';
import type { Shell, Style } from './shell.ts';
import { spellSource } from './spell-source.ts';

type Paint = Pick<Shell, 'paint'>;

/** When which certificate renews, why, and who uses it. */
export function showCertificates(certificates: CertificateAnswer[]): string {
  if (certificates.length === 0) return 'no certificate renews or ends in this time';
  const rows = certificates.map(({ renewsAt, notAfter, state, names, from, usedBy, message }) => [
    day(renewsAt),
    day(notAfter),
    state,
    shortened(names),
    from,
    gatewaysOf(usedBy),
    message,
  ]);
  return table(['RENEWS', 'ENDS', 'STATE', 'NAMES', 'FROM', 'USED BY', 'WHY'], rows);
}

/** The verdict of each check, how far the order is, and the old ones that are still there. */
export function explainCertificate({ paint }: Paint, certificate: CertificateDetailAnswer): string {
  const { key, state, source, certificateId, notBefore, notAfter, renewsAt, usedBy, verdicts } = certificate;
  const { order, retired, lastFailure, reason, message, orders } = certificate;
  const facts = [
    ['Source', spellSource(source)],
    ['Certificate', certificateId ?? 'none yet'],
    ['Valid', notAfter === null ? '-' : `${day(notBefore)} to ${day(notAfter)}`],
    ['Renews', day(renewsAt)],
    ['Orders', String(orders)],
    ...usedBy.map(({ domain, access, gateway, region }) => [
      'Used by',
      `${domain} (${access}) of ${gateway}, ${region}`,
    ]),
  ];
  const checks = verdicts.map((verdict) => [verdict.holds ? '!' : 'ok', verdict.reason, verdict.message]);
  return [
    `${paint('bold', key)} is ${paint(COLOURS[state], state)} (${reason}): ${message}`,
    ...facts.map(([label = '', value = '']) => `  ${label.padEnd(11)}  ${value}`),
    paint('bold', 'Is another one due?'),
    indented(table(['', 'CHECK', 'FOUND'], checks)),
    ...(lastFailure
      ? [
          `  failed at ${instant(lastFailure.at)}: ${lastFailure.code}: ${lastFailure.message}; again at ${instant(lastFailure.tryAgainAt)}`,
        ]
      : []),
    ...(order ? [showOrder(order)] : []),
    ...retired.map((old) => `  retired: ${old.certificateId} (until ${day(old.notAfter)}): ${old.message}`),
  ].join('\n');
}

function showOrder({
  via,
  startedAt,
  openSteps,
  waits,
  records,
}: NonNullable<CertificateDetailAnswer['order']>): string {
  const kind = via === 'acme' ? 'an order' : 'a package order';
  return [
    `  ${kind} is under way since ${instant(startedAt)}`,
    ...openSteps.map((id) => `    to do: ${id}`),
    ...waits.map(({ id, since }) => `    waits for ${id} since ${instant(since)}`),
    ...records.map(({ type, recordName }) => `    record: ${type} ${recordName}`),
  ].join('\n');
}

/** What became, or would become, of a request to renew. */
export function showRenewal({ paint }: Paint, { dryRun, certificates }: RenewalAnswer): string {
  const count = certificates.filter(({ does }) => does === 'order').length;
  const counted = `${count} ${count === 1 ? 'certificate' : 'certificates'}`;
  const head = dryRun ? `${counted} would be renewed; nothing was changed` : `${counted} will be renewed`;
  const rows = certificates.map(({ does, names, key, from, reason, message }) => [
    SIGNS[does],
    shortened(names) === '-' ? key : shortened(names),
    from,
    reason,
    message,
  ]);
  const parts = rows.length > 0 ? [indented(table(['', 'NAMES', 'FROM', 'REASON', 'WHAT'], rows))] : [];
  return [paint('bold', head), ...parts].join('\n');
}

/** Certificates that their owners gave. */
export function showUploads(uploads: UploadAnswer[]): string {
  if (uploads.length === 0) return 'no certificate was given';
  const rows = uploads.map(({ name, names, notAfter, givenAt, sealedWith, usedBy }) => [
    name,
    shortened(names),
    day(notAfter),
    day(givenAt),
    sealedWith,
    gatewaysOf(usedBy),
  ]);
  return table(['NAME', 'NAMES', 'ENDS', 'GIVEN', 'SEALED WITH', 'USED BY'], rows);
}

/** Certificate authorities that were made known. */
export function showIssuers(issuers: IssuerAnswer[]): string {
  if (issuers.length === 0) return 'no issuer was made known; letsencrypt and letsencrypt-staging are known of old';
  const rows = issuers.map(({ name, directory, contact = [], eab, roots, usedBy }) => [
    name,
    directory,
    contact.join(', ') || '-',
    eab ? `${eab.kid} (sealed with ${eab.sealedWith})` : '-',
    roots === undefined ? 'public' : 'its own',
    gatewaysOf(usedBy),
  ]);
  return table(['NAME', 'DIRECTORY', 'CONTACT', 'BINDING', 'ROOTS', 'USED BY'], rows);
}

/** Of a gateway that is not Ready: how its certificates that are not valid yet, or not much longer, stand. */
export function showOpenCertificates({ paint }: Paint, certificates: CertificateAnswer[]): string {
  return certificates
    .map(({ key, state, names, reason, message }) => {
      const lines = `${message}\nmore: torii certificates explain ${key}`;
      return `  ${paint(COLOURS[state], `certificate for ${shortened(names)} is ${state}: ${reason}`)}\n${indented(lines, 4)}`;
    })
    .join('\n');
}

/** `2026-04-11`, UTC */
function day(at: number | null): string {
  return at === null ? '-' : instant(at).slice(0, 10);
}

function shortened([first, ...others]: string[]): string {
  if (first === undefined) return '-';
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

function gatewaysOf(usedBy: UseAnswer[]): string {
  return [...new Set(usedBy.map(({ gateway }) => gateway))].join(', ') || '-';
}

const SIGNS = { order: '+', wait: '~', nothing: '' } as const;
const COLOURS: Record<CertificateAnswer['state'], Style> = {
  valid: 'green',
  issuing: 'cyan',
  failing: 'yellow',
  blocked: 'red',
  expiring: 'red',
  none: 'yellow',
};
