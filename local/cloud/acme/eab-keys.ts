/** The keys that a certificate authority handed out to its customers for binding accounts (RFC 8555, section 7.3.4). */
export class EabKeys {
  private readonly keys = new Map<string, Uint8Array>();

  /** @param hmacKey base64url, as such authorities show it */
  add({ kid, hmacKey }: { readonly kid: string; readonly hmacKey: string }): void {
    this.keys.set(kid, Buffer.from(hmacKey, 'base64url'));
  }

  remove(kid: string): void {
    this.keys.delete(kid);
  }

  find(kid: string): Uint8Array | undefined {
    return this.keys.get(kid);
  }
}
