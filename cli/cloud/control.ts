import { CannotGoOn } from '../errors.ts';

/** What a running local cloud answers to its own controls. */
export interface CloudControl {
  /** @throws CannotGoOn with what the cloud says is wrong, or where none answers */
  ask<Answer>(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<Answer>;
}

/** The port that `torii cloud` takes unless told. */
export const CLOUD_PORT = 4880;

/** @param address of the cloud: `http://127.0.0.1:4880` */
export function cloudControl(address: string): CloudControl {
  return {
    async ask<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
      const { ok, text } = await send(address, method, path, body);
      if (ok) return (text === '' ? {} : JSON.parse(text)) as Answer;
      const { detail = text, errors = [] } = problemIn(text);
      const fields = errors.filter(({ field }) => field !== '').map(({ field, detail: why }) => `${field} (${why})`);
      throw new CannotGoOn(
        `the local cloud refuses: ${detail}`,
        fields.length > 0 ? `Look at ${fields.join(', ')}.` : `See what it takes: torii cloud --help`,
      );
    },
  };
}

async function send(address: string, method: string, path: string, body: unknown) {
  try {
    const response = await fetch(`${address.replace(/\/$/, '')}/_local${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    return { ok: response.ok, text: await response.text() };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new CannotGoOn(
      `no local cloud answers at ${address}`,
      'Start one with torii cloud, or say where it is: --cloud URL, or TORII_CLOUD.',
      { retryable: true },
    );
  }
}

interface ProblemText {
  detail?: string;
  errors?: { field: string; detail: string }[];
}

function problemIn(text: string): ProblemText {
  try {
    return JSON.parse(text) as ProblemText;
  } catch {
    return {};
  }
}
