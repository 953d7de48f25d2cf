import { ApiError, type Idempotency } from '../product.ts';

/** Answers given under idempotency tokens. Kept for the life of the cloud: how long the real one does is not known. */
export class IdempotentAnswers {
  private readonly given = new Map<string, GivenAnswer>();
  /** Not answered yet, so that there are none once nothing is in flight. */
  private readonly running = new Map<string, { readonly parameters: string; readonly body: Promise<Body> }>();

  /** Runs once for a token, and answers the same again; other parameters under a used token are refused. */
  async once(
    owner: string,
    { parameter, mismatch }: Idempotency,
    parameters: Readonly<Record<string, unknown>>,
    run: () => Promise<Body>,
  ): Promise<Body> {
    const { [parameter]: token, ...others } = parameters;
    if (typeof token !== 'string' || token === '') return run();
    const name = `${owner}/${token}`;
    const fingerprint = JSON.stringify(others);
    const known = this.running.get(name) ?? this.given.get(name);
    if (known && known.parameters !== fingerprint) throw new ApiError(mismatch);
    if (known) return known.body;
    const body = run();
    this.running.set(name, { parameters: fingerprint, body });
    try {
      this.given.set(name, { parameters: fingerprint, body: await body });
      return await body;
    } finally {
      // What failed did nothing, so its token may be used again.
      this.running.delete(name);
    }
  }
}

/** As it leaves, so that it is plain data. */
type Body = Record<string, unknown>;

interface GivenAnswer {
  /** JSON of all but the token. */
  readonly parameters: string;
  readonly body: Body;
}
