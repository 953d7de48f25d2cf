export const AUTH_TYPES = ['NORMAL', 'CLOUD_PRODUCT'] as const;

/** The consent of one account to have its VPCs bound to the zones of another. */
export interface Authorization {
  /** Whose zones they are. */
  readonly account: string;
  /** Whose VPCs they are. */
  readonly owner: string;
  readonly type: (typeof AUTH_TYPES)[number];
  readonly createdAt: number;
}
