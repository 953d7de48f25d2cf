import { type HttpsAnswer, outsideAt } from '../house/outside.ts';
import type { House } from '../house/start-house.ts';
import type { World } from '../house/world.ts';
import type { Timeline } from './timeline.ts';

export interface Proof {
  dns: { name: string; cname: string | undefined; resolved: boolean };
  tls: { verified: boolean; subject: string | undefined; notAfter: string | undefined };
  http: { status: number | undefined; body: string | undefined };
  /** Whether everything was as it should be, the refusals too. */
  holds: boolean;
}

/** Asks as clients would: one who may come in, one without a token, one from an address that is on no list. */
export async function proveFromOutside(
  { cloud }: House,
  world: World,
  { domain, service, from }: { domain: string; service: string | undefined; from: string },
  show: Timeline,
): Promise<Proof> {
  const allowed = outsideAt(cloud, from);
  const { cname, address } = await allowed.resolve(domain);
  show.line(`DNS   ${domain} → ${cname ?? 'nothing'} → ${address ?? 'nothing'}`);

  const url = `https://${domain}/api/predict/${service ?? 'none'}`;
  const token = service ? await world.tokenOf(service) : '';
  const { verdict, response } = await getWarm(cloud, () => allowed.get(url, { authorization: token }), show);
  const leaf = verdict.trusted ? verdict.leaf : undefined;
  show.line(
    leaf
      ? `TLS   verified up to the CA: ${leaf.subjectAltName}, until ${leaf.validTo}`
      : `TLS   not trusted: ${verdict.trusted ? '' : verdict.message}`,
  );
  show.line(`HTTPS GET ${url} with the token: ${response?.status} ${response?.body}`);

  const tokenless = await allowed.get(url);
  show.line(`HTTPS the same without the token: ${tokenless.response?.status} ${tokenless.response?.body}`);
  const stranger = await outsideAt(cloud, STRANGER).get(url, { authorization: token });
  show.line(`HTTPS the same from ${STRANGER}: ${stranger.response?.status} ${stranger.response?.body}`);

  const served = service === undefined || (response?.status === 200 && response.body === 'True');
  const refused = stranger.response?.status === 403 && (service === undefined || tokenless.response?.status === 401);
  return {
    dns: { name: domain, cname, resolved: address !== undefined },
    tls: { verified: verdict.trusted, subject: leaf?.subjectAltName, notAfter: leaf?.validTo },
    http: { status: response?.status, body: response?.body },
    holds: address !== undefined && verdict.trusted && served && refused,
  };
}

/**
 * A service that runs may still answer 503 `no healthy upstream` for a while: clients ask again, and so does this one,
 * for up to ten minutes of virtual time.
 */
async function getWarm(
  { clock }: House['cloud'],
  ask: () => Promise<HttpsAnswer>,
  show: Timeline,
): Promise<HttpsAnswer> {
  let answer = await ask();
  const giveUpAt = clock.now() + 600_000;
  for (let asked = 1; answer.response?.status === 503 && clock.now() < giveUpAt; asked += 1) {
    if (asked === 1) show.line(`HTTPS 503 ${answer.response.body}: the service is warming up; asking again every 5 s`);
    await clock.advanceBy(5_000);
    answer = await ask();
  }
  return answer;
}

/** An address that the first range of an allowlist lets in; undefined where the list lets nobody in. */
export function addressIn([range]: string[]): string | undefined {
  if (!range) return undefined;
  const [base = '', prefix = '32'] = range.split('/');
  if (prefix === '32') return base;
  if (prefix === '0') return '203.0.113.9';
  const octets = base.split('.').map(Number);
  return [...octets.slice(0, 3), (octets[3] ?? 0) + 1].join('.');
}

/** Reserved for documentation (RFC 5737): on no list of the examples. */
const STRANGER = '192.0.2.77';
