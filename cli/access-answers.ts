/** An API key as the API shows it. */
export interface ApiKeyAnswer {
  id: string;
  state: 'good' | 'ended' | 'revoked';
  role: string;
  name: string;
  /** ms since the epoch. */
  createdAt: number;
  createdBy: string;
  expiresAt?: number;
  /** Told to the hour. */
  lastUsedAt?: number;
  revokedAt?: number;
  revokedBy?: string;
}

export interface NewApiKey {
  name: string;
  role: string;
  expiresInDays?: number;
}
