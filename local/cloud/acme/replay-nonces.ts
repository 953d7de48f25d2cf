import type { NewId } from '../random.ts';

/** Nonces that were given out and not used yet (RFC 8555, section 6.5). The oldest are forgotten. */
export class ReplayNonces {
  private readonly open = new Set<string>();
  private readonly newId: NewId;

  constructor(newId: NewId) {
    this.newId = newId;
  }

  fresh(): string {
    const nonce = this.newId('', 22);
    this.open.add(nonce);
    // Insertion order is age.
    for (const oldest of this.open) {
      if (this.open.size <= KEPT) break;
      this.open.delete(oldest);
    }
    return nonce;
  }

  /** True once for each nonce. */
  use(nonce: string): boolean {
    return this.open.delete(nonce);
  }

  /** As after a restart: whatever nonce a client still has is a bad one. */
  forget(): void {
    this.open.clear();
  }
}

/** More than any client keeps; each request takes one. */
const KEPT = 5000;
