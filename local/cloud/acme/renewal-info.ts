import { type AcmeAnswer, timeText } from './answer.ts';
import type { IssuedByAcme } from './certificate.ts';
import { Problem } from './problem.ts';
import type { AcmeState } from './state.ts';

/** When a certificate should be renewed; virtual, ms since the epoch. A test may set one that makes no sense. */
export interface RenewalWindow {
  readonly start: number;
  readonly end: number;
  /** A page for people. */
  readonly explanationURL?: string;
}

/** Renewal information (RFC 9773, section 4.2): for everybody, unsigned. @param certId of the path */
export function renewalInfo(state: AcmeState, certId: string): AcmeAnswer {
  if (state.ariFailing) throw new Problem('serverInternal', 'Renewal information is not available', { status: 503 });
  if (!/^[\w-]+\.[\w-]+$/.test(certId)) throw new Problem('malformed', 'The path ends in no certificate identifier');
  const certificate = state.certificate(certId);
  if (!certificate) throw new Problem('malformed', 'No certificate has this identifier', { status: 404 });
  const { start, end, explanationURL } = state.windowOf(certificate) ?? defaultWindow(certificate, state.now());
  return {
    status: 200,
    headers: { 'retry-after': String(ASK_AGAIN_SECONDS) },
    body: {
      suggestedWindow: { start: timeText(start), end: timeText(end) },
      ...(explanationURL !== undefined && { explanationURL }),
    },
  };
}

/** From two thirds of its life, for two days or a thirtieth of it; over already where it was revoked. */
function defaultWindow({ notBefore, notAfter, revoked }: IssuedByAcme, now: number): RenewalWindow {
  if (revoked) return { start: now - 2 * HALF_AN_HOUR_MS, end: now - HALF_AN_HOUR_MS };
  const life = notAfter - notBefore;
  const start = notBefore + (life * 2) / 3;
  return { start, end: start + Math.min(TWO_DAYS_MS, life / 30) };
}

const ASK_AGAIN_SECONDS = 6 * 3600;
const TWO_DAYS_MS = 2 * 24 * 3_600_000;
const HALF_AN_HOUR_MS = 1_800_000;
