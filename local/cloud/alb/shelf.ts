import { ApiError } from '../product.ts';
import type { AlbErrorCode } from './errors.ts';
import type { Owner } from './owner.ts';

interface Owned {
  readonly id: string;
  readonly owner: Owner;
}

/** Things of one kind, of all accounts. */
export class Shelf<Thing extends Owned> {
  private readonly things = new Map<string, Thing>();
  private readonly missing: AlbErrorCode;

  /** @param missing the code for one that is not there, or not its owner's */
  constructor(missing: AlbErrorCode) {
    this.missing = missing;
  }

  add(thing: Thing): void {
    this.things.set(thing.id, thing);
  }

  remove({ id }: Pick<Thing, 'id'>): void {
    this.things.delete(id);
  }

  get(id: string): Thing | undefined {
    return this.things.get(id);
  }

  all(): readonly Thing[] {
    return [...this.things.values()];
  }

  of(owner: Owner): readonly Thing[] {
    return this.all().filter((thing) => isOf(thing, owner));
  }

  /** Throws where its owner has no such thing. */
  own(owner: Owner, id: string): Thing {
    const found = this.things.get(id);
    if (!found || !isOf(found, owner)) throw new ApiError(this.missing, { id });
    return found;
  }
}

function isOf({ owner }: Owned, { account, region }: Owner): boolean {
  return owner.account === account && owner.region === region;
}
