import { parse } from 'tldts';
import { plainName } from './plain-name.ts';
import type { DomainNameReason } from './problem.ts';

export type DomainNameReading =
  | {
      ok: true;
      /** Lower case, without a trailing dot. */
      name: string;
      /** The name is the registered domain itself, where a CNAME cannot stand beside SOA and NS (RFC 1034 §3.6.2). */
      apex: boolean;
    }
  | { ok: false; reason: DomainNameReason; message: string; wayOut: string };

/** Reads a custom domain's name as an owner writes it (G40–G42). */
export function readDomainName(text: string): DomainNameReading {
  const name = plainName(text);
  const refuse = (reason: DomainNameReason, message: string, wayOut: string) =>
    ({ ok: false, reason, message, wayOut }) as const;

  if (name.includes('*')) {
    return refuse(
      'WildcardNotSupported',
      `${text} is a wildcard; this version attaches single names only.`,
      'List each name.',
    );
  }
  if (/[^ -~]/.test(name)) {
    const punycode = URL.canParse(`http://${name}`) ? new URL(`http://${name}`).hostname : 'its xn-- form';
    return refuse(
      'IdnNotPunycode',
      `${text} has letters that DNS records and certificates do not carry.`,
      `Write ${punycode}.`,
    );
  }
  const { domain, isIp } = parse(name);
  if (isIp || name.length > 253 || !name.split('.').every((label) => LABEL.test(label))) {
    return refuse('DomainNameInvalid', `"${text}" is not a host name.`, 'Write the name alone, like chat.example.com.');
  }
  if (domain === null) {
    return refuse(
      'NotRegistrable',
      `${text} is no name one can register or point anywhere.`,
      'Write a name of a domain you own, like chat.example.com.',
    );
  }
  return { ok: true, name, apex: domain === name };
}

/** The part of a name that is registered: example.com for chat.example.com; the name itself where none can be. */
export function registrableDomain(name: string): string {
  return parse(name).domain ?? name;
}

const LABEL = /^(?!-)[a-z0-9-]{1,63}(?<!-)$/;
