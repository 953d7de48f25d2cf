/** Whom the owner wants to be told of certificates. Saved in the console: this interface only lists them. */
export interface Contact {
  readonly account: string;
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly mobile: string;
  readonly webhooks: readonly string[];
}
