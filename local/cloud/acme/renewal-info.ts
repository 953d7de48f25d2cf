import { type AcmeAnswer, timeText } from './answer.ts';
import { Problem } from './problem.ts';
import { defaultWindow } from './renewal-window.ts';
import type { AcmeState } from './state.ts';

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

const ASK_AGAIN_SECONDS = 6 * 3600;
