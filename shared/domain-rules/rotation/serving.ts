/** Which certificate should serve one name. */
export interface Serving {
  /** Undefined where none can serve it. */
  certificateId: string | undefined;
  /** End of its validity, in ms since the epoch. */
  notAfter: number | undefined;
  /** SHA-256 as upper-case hexadecimal digits, where it is known. */
  fingerprint?: string | undefined;
  /** What it bears, where it is known. */
  names?: string[] | undefined;
  reason: string;
  message: string;
}
