import { ApiError, type Idempotency } from '../product.ts';

/** Answers given under idempotency tokens. Kept for the life of the cloud: how long the real one does is not known. */
export class IdempotentAnswers {
  readonly #answers = new Map<string, { readonly parameters: string; readonly body: Promise<unknown> }>();

  /** Runs once for a token, and answers the same again; other parameters under a used token are refused. */
  async once(
    owner: string,
    { parameter, mismatch }: Idempotency,
    parameters: Readonly<Record<string, unknown>>,
    run: () => Promise<unknown>,
  ): Promise<unknown> {
    const { [parameter]: token, ...others } = parameters;
    if (typeof token !== 'string' || token === '') return run();
    const name = `${owner}/${token}`;
    const fingerprint = JSON.stringify(others);
    const known = this.#answers.get(name);
    if (known && known.parameters !== fingerprint) throw new ApiError(mismatch);
    if (known) return known.body;
    const body = run();
    this.#answers.set(name, { parameters: fingerprint, body });
    // What failed did nothing, so its token may be used again.
    body.catch(() => this.#answers.delete(name));
    return body;
  }
}
