/** The addresses of the server's resources, as seen by whoever came through this host. */
export class Links {
  readonly #base: string;

  /** @param base `http://127.0.0.1:PORT` */
  constructor(base: string) {
    this.#base = `${base}/acme`;
  }

  readonly directory = () => `${this.#base}/directory`;
  readonly terms = () => `${this.#base}/terms`;
  readonly newNonce = () => `${this.#base}/new-nonce`;
  readonly newAccount = () => `${this.#base}/new-account`;
  readonly newOrder = () => `${this.#base}/new-order`;
  readonly revokeCert = () => `${this.#base}/revoke-cert`;
  readonly keyChange = () => `${this.#base}/key-change`;
  readonly renewalInfo = () => `${this.#base}/renewal-info`;
  readonly account = (id: string) => `${this.#base}/acct/${id}`;
  readonly orders = (id: string) => `${this.account(id)}/orders`;
  readonly order = (id: string) => `${this.#base}/order/${id}`;
  readonly finalize = (id: string) => `${this.order(id)}/finalize`;
  readonly authorization = (id: string) => `${this.#base}/authz/${id}`;
  readonly challenge = (id: string) => `${this.#base}/chall/${id}`;
  readonly certificate = (id: string) => `${this.#base}/cert/${id}`;
}
