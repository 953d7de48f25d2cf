/** One thing that Torii needs in an account, and what `torii init` did about it, or would do. */
export interface InitStep {
  /** `role torii-dns-recorder` */
  what: string;
  /** `left`: it is not as Torii needs it, and not for Torii to change. */
  did: 'made' | 'changed' | 'as it should be' | 'left';
  says?: string;
  wayOut?: string;
}

export const made = (what: string): InitStep => ({ what, did: 'made' });
export const changed = (what: string, says: string): InitStep => ({ what, did: 'changed', says });
export const asItShouldBe = (what: string, says?: string): InitStep => ({
  ...{ what, did: 'as it should be' },
  ...(says !== undefined && { says }),
});
export const left = (what: string, says: string, wayOut: string): InitStep => ({
  ...{ what, says, wayOut },
  did: 'left',
});
