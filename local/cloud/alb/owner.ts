/** Whose, and where: every endpoint knows its own region only. */
export interface Owner {
  readonly account: string;
  readonly region: string;
}
