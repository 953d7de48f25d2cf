import { notSigned } from './login-problems.ts';

/** Where requests come to that the platform checked the signature of. */
interface SignedPlaces {
  /** Where the functions run; undefined: any region's triggers count. */
  region?: string | undefined;
  /** TORII_SIGNED_DOMAINS. */
  signedDomains: readonly string[];
}

/**
 * The access key of a request that the platform found the signature of good. The signature itself cannot be checked here: only
 * the platform knows the account's secrets. So it must have had to check it: the request came to a trigger's own host, whose
 * authType is the same setting, or to a custom domain that is listed because its authType is `function` too. A custom domain
 * leads to the function past its trigger, with an authType of its own.
 *
 * @param domainName as the platform tells it, never a header
 * @throws ApiProblem NotSigned
 */
export function signerOf(
  authorization: string | undefined,
  domainName: string,
  { region, signedDomains }: SignedPlaces,
): string {
  const [, acs3, fc] = SIGNED.exec(authorization ?? '') ?? [];
  const signer = acs3 ?? fc;
  if (signer === undefined) throw notSigned(SIGN);
  const host = domainName.toLowerCase().replace(/:\d{1,5}$/, '');
  const [, ofRegion] = TRIGGER_HOST.exec(host) ?? [];
  const isTrigger = ofRegion !== undefined && (region === undefined || ofRegion === region);
  if (isTrigger || signedDomains.includes(host)) return signer;
  throw notSigned(OTHER_DOMAIN);
}

/** Of ACS3-HMAC-SHA256 and of the older `FC` scheme, both documented. The id of an access key is no secret; all else is not read. */
const SIGNED =
  /^(?:ACS3-HMAC-SHA256\s(?:.*[\s,])?Credential=([A-Za-z0-9._-]{1,128})(?=\s*,|$)|FC ([A-Za-z0-9._-]{1,128}):\S)/;
/** `<prefix>.<region>.fcapp.run`, and with `-vpc` from inside (documented). */
const TRIGGER_HOST = /^[a-z0-9-]+\.([a-z0-9-]+?)(?:-vpc)?\.fcapp\.run$/;

const SIGN =
  'sign the request with an access key of the account (ACS3-HMAC-SHA256, as torii does): TORII_HTTP_AUTH is function. To use API keys, deploy with TORII_HTTP_AUTH=anonymous';
const OTHER_DOMAIN =
  'this request came past the trigger that checks signatures, through a domain that is not known to check them: use the trigger’s own address (https://….fcapp.run), or set authType function for the custom domain and list it in TORII_SIGNED_DOMAINS';
