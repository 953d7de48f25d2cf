import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AcmeError } from '../../shared/acme/acme-error.ts';
import { readAuthorization, readChallenge } from '../../shared/acme/authorization.ts';
import { readDirectory } from '../../shared/acme/directory.ts';
import type { AcmeAnswer } from '../../shared/acme/exchange.ts';
import { readOrder } from '../../shared/acme/order.ts';
import { readProblem } from '../../shared/acme/problem.ts';
import { refusalOf } from '../../shared/acme/refusal.ts';
import { readRenewalInfo } from '../../shared/acme/renewal-info.ts';
import { orderBody } from './scripted-acme-server.ts';

const URL = 'https://ca.example/order/1';

const CHALLENGE = { type: 'dns-01', url: URL, status: 'pending', token: 't' };
const AUTHORIZATION = { identifier: { type: 'dns', value: 'a.example' }, status: 'pending', challenges: [CHALLENGE] };
const RENEWAL = { suggestedWindow: { start: '2026-04-01T00:00:00Z', end: '2026-04-03T00:00:00Z' } };
const DIRECTORY = { newNonce: URL, newAccount: URL, newOrder: URL, meta: { termsOfService: URL } };

const READERS: [string, object, (body: string) => unknown][] = [
  ['directory', DIRECTORY, (body) => readDirectory(parsed(body))],
  ['order', orderBody(URL), (body) => readOrder('order', URL, answer(body))],
  ['authorization', AUTHORIZATION, (body) => readAuthorization(URL, answer(body))],
  ['challenge', CHALLENGE, (body) => readChallenge(answer(body))],
  ['renewal information', RENEWAL, (body) => readRenewalInfo(answer(body))],
];

describe('what an ACME server answers', () => {
  it.each(READERS)('as %s is understood when it is whole', (_, whole, read) => {
    expect(() => read(JSON.stringify(whole))).not.toThrow();
  });

  it.each(READERS)('as %s is refused as unusable when a part of it is anything else', (_, whole, read) => {
    const anything = fc.oneof(fc.jsonValue(), fc.constantFrom('', 'x', [], {}, [1], [{}], null));
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(whole), undefined), anything, fc.nat(3), (part, other, cut) => {
        const body = JSON.stringify(part === undefined ? other : { ...whole, [part]: other });
        for (const text of [body, body.slice(cut)]) {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(AcmeError);
            expect(error).toMatchObject({ code: 'UnusableAnswer', retryable: true });
          }
        }
      }),
    );
  });

  it('as a problem is one short line, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.string({ unit: 'binary' }),
        fc.integer({ min: 400, max: 599 }),
        (value, text, status) => {
          for (const json of [
            value,
            { type: text, detail: text, subproblems: value },
            { detail: text, subproblems: [value] },
          ]) {
            const refusal = refusalOf(
              'order',
              { status, body: JSON.stringify(json), retryAfterMs: undefined },
              'ca.example',
            );
            expect(refusal.message).not.toMatch(/\p{Cc}/u);
            expect(refusal.code).not.toBe('');
            expect(readProblem(json)?.detail.length ?? 0).toBeLessThanOrEqual(500);
          }
        },
      ),
    );
  });
});

function answer(body: string): AcmeAnswer {
  return { url: URL, status: 200, ok: true, headers: new Headers(), body, retryAfterMs: undefined };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
