import { coversName } from './certificates.ts';
import type { Draft } from './declaration-draft.ts';
import { readDomainName } from './domain-name.ts';
import { isDirectory, isIssuerName, isUploadName } from './issuing/issuer.ts';
import { plainName } from './plain-name.ts';
import type { Problem, ProblemReason } from './problem.ts';
import { repeated } from './repeated.ts';

type Rule = (draft: Draft) => Problem[];

/** What makes the declared source of a certificate unacceptable. */
export const certificateRefusals: readonly Rule[] = [
  eachSource(oneSource), // G40
  eachSource(issuerNamed), // G40
  eachSource(uploadNamed), // G40
  eachSource(keyTypeChoosable), // G40
  eachSource(namesOfTheUpload), // G40
  eachSource(namesValid), // G40
  eachSource(namesOnce), // G40
  eachSource(noneRedundant), // G40
  eachSource(namesCounted), // G40
  eachSource(oneKindOfNames), // G40
  eachSource(domainCovered), // G40
];

/** What the owner of a certificate that Torii gets should know. */
export const certificateAdvices: readonly Rule[] = [
  eachSource(challengeZone), // G40
];

/** A source as it was written under one domain; `letsencrypt` alone is the short form of one. */
interface Written {
  domain: string | undefined;
  access: string | undefined;
  dns: string | undefined;
  acme?: string | undefined;
  package?: string | undefined;
  upload?: string | undefined;
  /** Which of the three are named. */
  sources: string[];
  names?: (string | undefined)[] | undefined;
  keyType?: string | undefined;
  /** `spec.domains[0].certificate` */
  field: string;
}

function eachSource(rule: (written: Written) => Problem[]): Rule {
  return ({ domains }) =>
    domains.flatMap(({ name, access, dns, certificate }, index) => {
      if (certificate === undefined) return [];
      const { acme, package: product, upload, names, keyType, sources } = certificate;
      const at = { domain: name, access, dns, field: `spec.domains[${index}].certificate` };
      return rule({ ...at, acme, package: product, upload, names, keyType, sources });
    });
}

function oneSource({ sources, field }: Written): Problem[] {
  if (sources.length === 1) return [];
  const message =
    sources.length === 0
      ? 'Nothing says where the certificate comes from.'
      : `A certificate comes from one source, and ${sources.length} are named: ${sources.join(', ')}.`;
  return [
    problem(field, 'NotOneSource', message, 'Name exactly one of acme, package and upload; or write cas or none.'),
  ];
}

/** A built-in name, one that was made known to the API, or where the directory is (RFC 8555, section 7.1.1). */
function issuerNamed({ acme, field }: Written): Problem[] {
  if (acme === undefined || isIssuerName(acme) || isDirectory(acme)) return [];
  return [
    problem(
      `${field}.acme`,
      'IssuerInvalid',
      `"${acme}" is neither the name of an issuer nor the https address of an ACME directory.`,
      'Write letsencrypt, the name under which an issuer was made known (torii issuers), or https://… of its directory.',
    ),
  ];
}

function uploadNamed({ upload, field }: Written): Problem[] {
  if (upload === undefined || isUploadName(upload)) return [];
  const message = `A certificate that is given to the API cannot be called "${upload}".`;
  const wayOut = 'Use up to 62 lower-case letters, digits and hyphens; start with a letter.';
  return [problem(`${field}.upload`, 'UploadNameInvalid', message, wayOut)];
}

function keyTypeChoosable({ keyType, sources, field }: Written): Problem[] {
  if (keyType === undefined || sources.includes('acme') || sources.length === 0) return [];
  const message = 'The kind of key can be chosen only where Torii makes the key, which is with acme.';
  return [problem(`${field}.keyType`, 'KeyTypeNotChoosable', message, 'Leave it out.')];
}

function namesOfTheUpload({ names, sources, field }: Written): Problem[] {
  if (names === undefined || sources.join() !== 'upload') return [];
  const message = 'What is given to the API bears its names already.';
  return [problem(`${field}.names`, 'NamesNotChoosable', message, 'Leave them out.')];
}

function namesValid({ names, field }: Written): Problem[] {
  return (names ?? []).flatMap((text, index): Problem[] => {
    if (text === undefined) return [];
    const name = plainName(text).replace(/^\*\./, '');
    const at = `${field}.names[${index}]`;
    if (name.includes('*')) {
      const message = `${text} is no name of a certificate: the asterisk stands for the whole first label, and for one alone.`;
      return [problem(at, 'WildcardMisplaced', message, 'Write it like *.example.com.')];
    }
    const reading = readDomainName(name);
    return reading.ok ? [] : [problem(at, reading.reason, reading.message, reading.wayOut)];
  });
}

function namesOnce({ names, field }: Written): Problem[] {
  return repeated((names ?? []).map((name) => name && plainName(name))).map(({ key, index, first }) =>
    problem(`${field}.names[${index}]`, 'DuplicateName', `${key} stands at names[${first}] already.`, 'Leave it out.'),
  );
}

/** Let's Encrypt refuses an order for a name that a wildcard of the same order covers (documented). */
function noneRedundant({ names = [], field }: Written): Problem[] {
  const wildcards = names.flatMap((name = '') => (name.startsWith('*.') ? [plainName(name)] : []));
  return names.flatMap((name = '', index): Problem[] => {
    const covering = wildcards.find((wildcard) => wildcard !== plainName(name) && coversName([wildcard], name));
    if (covering === undefined) return [];
    const message = `${covering} covers ${name} already, and authorities refuse an order for both.`;
    return [problem(`${field}.names[${index}]`, 'RedundantName', message, 'Leave one of the two out.')];
  });
}

function namesCounted({ names = [], sources, field }: Written): Problem[] {
  const [limit, whose] = sources.includes('package')
    ? [MOST_NAMES_OF_A_PACKAGE, 'of a package order']
    : [MOST_NAMES, 'of one order'];
  if (names.length <= limit) return [];
  const message = `A certificate ${whose} bears at most ${limit} names, and ${names.length} are named.`;
  return [problem(`${field}.names`, 'TooManyNames', message, 'Share them out over certificates of several domains.')];
}

/** CreateCertificateForPackageRequest takes only plain names, or only wildcards (documented). */
function oneKindOfNames({ names = [], sources, field }: Written): Problem[] {
  const wildcards = names.filter((name) => name?.startsWith('*.')).length;
  if (!sources.includes('package') || wildcards === 0 || wildcards === names.length) return [];
  const message = 'An order with a package is for plain names or for wildcards, not for both.';
  return [problem(`${field}.names`, 'NamesMixed', message, 'Leave out one kind, or use acme, which takes both.')];
}

/** A certificate that does not bear the name of its domain would never be attached. */
function domainCovered({ domain, names, field }: Written): Problem[] {
  const readable = names?.flatMap((name) => name ?? []) ?? [];
  if (domain === undefined || readable.length === 0 || readable.length !== names?.length) return [];
  if (!readDomainName(domain).ok || coversName(readable, domain)) return [];
  const message = `The certificate would not be for ${plainName(domain)}: none of its names covers it.`;
  return [problem(`${field}.names`, 'DomainNotCovered', message, `Add ${plainName(domain)}.`)];
}

/** Advice: the proof by DNS (RFC 8555, section 8.4) needs a record in the public DNS that Torii can write. */
function challengeZone({ domain, access, dns, sources, field }: Written): Problem[] {
  const [source] = sources;
  if (domain === undefined || (source !== 'acme' && source !== 'package')) return [];
  const delegated =
    source === 'acme'
      ? `a zone of this account, or a CNAME at _acme-challenge.${plainName(domain)} into one`
      : 'a zone of this account';
  if (access === 'intranet') {
    const message = `${plainName(domain)} is called from inside, but its certificate is proved in the public DNS, which needs ${delegated}.`;
    return [problem(field, 'PublicZoneNeeded', message, 'Have that, or use cas or upload.')];
  }
  if (dns !== 'external') return [];
  const message = `The record of ${plainName(domain)} is kept elsewhere, but its certificate is proved by a record that Torii writes into ${delegated}.`;
  return [problem(field, 'ChallengeZoneNeeded', message, 'Have that, or use cas or upload.')];
}

function problem(field: string, reason: ProblemReason, message: string, wayOut: string): Problem {
  return { field, rule: 'G40', reason, message, wayOut };
}

/** Of one order at Let's Encrypt (documented). */
const MOST_NAMES = 100;
const MOST_NAMES_OF_A_PACKAGE = 5;
