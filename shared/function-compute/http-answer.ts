import type { IncomingMessage } from 'node:http';

/**
 * A Response whose body has arrived, made of Node's own answer. What our clients ask of it is here; for the rest it makes the
 * platform's, which is dear to load.
 */
export class HttpAnswer implements Response {
  readonly url: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly redirected = false;
  readonly type = 'basic';
  readonly #bytes: Uint8Array<ArrayBuffer>;
  #bodyUsed = false;

  constructor(url: string, { statusCode = 0, statusMessage = '', headersDistinct }: IncomingMessage, bytes: Buffer) {
    this.url = url;
    this.status = statusCode;
    this.statusText = statusMessage;
    this.headers = new AnswerHeaders(headersDistinct);
    this.#bytes = new Uint8Array(bytes);
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }

  get bodyUsed(): boolean {
    return this.#bodyUsed;
  }

  get body(): Response['body'] {
    return this.#platform().body;
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return this.#take().buffer;
  }

  async bytes(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#take();
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(this.#take());
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text());
  }

  blob(): ReturnType<Response['blob']> {
    return this.#platform().blob();
  }

  formData(): ReturnType<Response['formData']> {
    return this.#platform().formData();
  }

  clone(): Response {
    return this.#platform();
  }

  #take(): Uint8Array<ArrayBuffer> {
    if (this.#bodyUsed) throw new TypeError('the body was read already');
    this.#bodyUsed = true;
    return this.#bytes;
  }

  #platform(): Response {
    const hasNone = NULL_BODY.has(this.status) || this.#bytes.length === 0;
    const { status, statusText } = this;
    return new Response(hasNone ? null : this.#bytes, { status, statusText, headers: [...this.headers] });
  }
}

/** Values of one name are joined (RFC 9110, section 5.3). */
class AnswerHeaders implements Headers {
  readonly #values: Map<string, string>;
  readonly #cookies: string[];

  /** @param distinct names in lower case, as Node has them */
  constructor(distinct: NodeJS.Dict<string[]>) {
    this.#values = new Map(Object.entries(distinct).map(([name, values = []]) => [name, values.join(', ')]));
    this.#cookies = distinct['set-cookie'] ?? [];
  }

  get = (name: string): string | null => this.#values.get(name.toLowerCase()) ?? null;
  has = (name: string): boolean => this.#values.has(name.toLowerCase());
  getSetCookie = (): string[] => [...this.#cookies];
  keys = () => this.#values.keys();
  values = () => this.#values.values();
  entries = () => this.#values.entries();
  [Symbol.iterator] = () => this.#values.entries();
  forEach: Headers['forEach'] = (call) => {
    for (const [name, value] of this.#values) call(value, name, this);
  };
  append = refuseChange;
  delete = refuseChange;
  set = refuseChange;
}

/** What a server answered stays as it is, as with the platform's own (Fetch standard, guard "immutable"). */
function refuseChange(): never {
  throw new TypeError('the headers of an answer cannot be changed');
}

/** These may have no body (Fetch standard, "null body status"). */
const NULL_BODY = new Set([204, 205, 304]);
