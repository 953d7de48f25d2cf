import type { AcmeAnswer } from './answer.ts';
import { Problem } from './problem.ts';
import type { AccountRequest } from './signed-request.ts';
import type { AcmeState } from './state.ts';

/** The chain, by POST-as-GET (RFC 8555, section 7.4.2). */
export function certificateResource(state: AcmeState, { account, id, payload }: AccountRequest): AcmeAnswer {
  if (payload !== undefined) throw new Problem('malformed', 'A certificate is read with an empty payload');
  const certificate = state.certificates.find((each) => each.id === id);
  if (!certificate) throw new Problem('malformed', 'No such certificate', { status: 404 });
  if (certificate.account !== account) {
    throw new Problem('unauthorized', 'The certificate was issued to another account');
  }
  return { status: 200, document: { type: 'application/pem-certificate-chain', text: certificate.chain } };
}
