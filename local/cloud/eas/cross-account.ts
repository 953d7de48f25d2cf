/**
 * Which accounts let which others link their VPCs (G27). The real handshake is not documented, and the feature is opened
 * by ticket: here it is a registration, made without an API call.
 */
export class CrossAccount {
  private readonly allowed = new Set<string>();

  /** @param owner account of the VPC  @param guest account of the gateway */
  allow(owner: string, guest: string): void {
    this.allowed.add(`${owner}/${guest}`);
  }

  allows(owner: string, guest: string): boolean {
    return this.allowed.has(`${owner}/${guest}`);
  }
}
