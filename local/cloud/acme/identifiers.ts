import { isIP } from 'node:net';
import { isObject } from './jws.ts';
import { newOrderPayload } from './payloads.ts';
import { Problem, type Subproblem } from './problem.ts';

/**
 * The names of a new order: lower case, each once, in the order they came. All that is wrong with any of them is said
 * in one problem (RFC 8555, section 6.7.1).
 *
 * @param forbidden names that are refused by policy, and all below them
 */
export function readIdentifiers(value: unknown, forbidden: ReadonlySet<string>): readonly string[] {
  if (!Array.isArray(value) || value.length === 0) throw new Problem('malformed', 'An order names identifiers');
  const names = value.map((entry: unknown) => {
    if (!isObject(entry) || typeof entry.type !== 'string' || typeof entry.value !== 'string') {
      throw new Problem('malformed', 'An identifier has a type and a value');
    }
    if (entry.type !== 'dns')
      throw new Problem('unsupportedIdentifier', `Identifiers of type ${entry.type} are not served`);
    return entry.value.toLowerCase();
  });
  const distinct = [...new Set(names)];
  if (distinct.length > MOST_NAMES) throw new Problem('malformed', `An order has up to ${MOST_NAMES} names`);
  const faults = distinct.flatMap((name): Subproblem[] => {
    const detail = faultOf(name) ?? (isForbidden(name, forbidden) ? FORBIDDEN : undefined);
    return detail === undefined ? [] : [{ type: 'rejectedIdentifier', detail, name }];
  });
  const [first, ...others] = faults;
  if (first) {
    const more =
      others.length > 0 ? ` (and ${others.length} more problems. Refer to sub-problems for more information.)` : '';
    const detail = `Cannot issue for "${first.name}": ${first.detail}${more}`;
    throw new Problem('rejectedIdentifier', detail, faults.length > 1 ? { subproblems: faults } : {});
  }
  refuseRedundant(distinct);
  return distinct;
}

/** Let's Encrypt refuses a name that a wildcard of the same order covers. */
function refuseRedundant(names: readonly string[]): void {
  for (const name of names) {
    const wildcard = `*.${name.split('.').slice(1).join('.')}`;
    if (name !== wildcard && names.includes(wildcard)) {
      const detail = `Domain name "${name}" is redundant with a wildcard domain in the same request.`;
      throw new Problem('malformed', `${detail} Remove one or the other from the certificate request.`);
    }
  }
}

function faultOf(name: string): string | undefined {
  if (isIP(name)) return 'The ACME server can not issue a certificate for an IP address';
  const host = name.startsWith('*.') ? name.slice(2) : name;
  if (host.includes('*')) return 'A wildcard is the whole first label';
  if (host.length > LONGEST_NAME) return `Domain name is longer than ${LONGEST_NAME} bytes`;
  const labels = host.split('.');
  if (labels.length < 2) return 'Domain name needs at least one dot';
  if (labels.some((label) => !LABEL.test(label))) return 'Domain name contains an invalid label';
  if (/^\d+$/.test(labels.at(-1) ?? '')) return 'Domain name does not end with a valid public suffix';
  return undefined;
}

function isForbidden(name: string, forbidden: ReadonlySet<string>): boolean {
  const labels = name.replace(/^\*\./, '').split('.');
  return labels.some((_, depth) => forbidden.has(labels.slice(depth).join('.')));
}

/** In the words of Let's Encrypt. */
const FORBIDDEN =
  'The ACME server refuses to issue a certificate for this domain name, because it is forbidden by policy';
/** RFC 5890, section 2.3.1: letters, digits and hyphens; names in other scripts come as A-labels. */
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const { max: MOST_NAMES, fields } = newOrderPayload.identifiers;
const { maxLength: LONGEST_NAME } = fields.value;
