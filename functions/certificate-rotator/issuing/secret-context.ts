/** Where the key of a certificate is kept until it is uploaded. */
export function keyContext(key: string): string {
  return `issuance/${key}`;
}

/** Where the owner's own certificate is kept. */
export function uploadContext(name: string): string {
  return `uploaded-certificate/${name}`;
}
