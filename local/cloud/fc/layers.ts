import { ApiError } from '../product.ts';
import type { FcErrorCode } from './errors.ts';
import type { FunctionCode } from './functions.ts';

/** One version of a layer: files that functions find below `/opt`. */
export interface KeptLayer {
  readonly account: string;
  readonly region: string;
  readonly name: string;
  readonly version: number;
  readonly description: string;
  readonly license: string | undefined;
  readonly compatibleRuntime: readonly string[];
  readonly code: FunctionCode;
  /** Virtual time, ms. */
  readonly createdAt: number;
}

/** The layers of all accounts. */
export class Layers {
  /** By `account/region/name`, oldest version first. */
  private readonly versions = new Map<string, KeptLayer[]>();
  /** How many versions a layer ever had: numbers are not given twice. */
  private readonly counts = new Map<string, number>();
  /** Layers that any account may use. */
  private readonly publicOnes = new Set<string>();

  add(layer: Omit<KeptLayer, 'version'>): KeptLayer {
    const key = keyOf(layer);
    const version = (this.counts.get(key) ?? 0) + 1;
    const added = { ...layer, version };
    this.counts.set(key, version);
    this.versions.set(key, [...(this.versions.get(key) ?? []), added]);
    return added;
  }

  /** @throws LayerNotFound, LayerVersionNotFound */
  version(account: string, region: string, name: string, version: number): KeptLayer {
    const found = this.versionsOf(account, region, name).find((one) => one.version === version);
    if (!found) throw layerVersionNotFound(name, String(version));
    return found;
  }

  /** @throws LayerNotFound */
  versionsOf(account: string, region: string, name: string): readonly KeptLayer[] {
    const found = this.versions.get(keyOf({ account, region, name }));
    if (!found) throw new ApiError<FcErrorCode>('LayerNotFound', { layer: name });
    return found;
  }

  /** Of an account, or public ones of any account; the newest version of each, by name. */
  latest(region: string, wanted: { account: string } | 'public'): readonly KeptLayer[] {
    return [...this.versions.values()]
      .flatMap((versions) => versions.slice(-1))
      .filter((layer) => layer.region === region)
      .filter((layer) => (wanted === 'public' ? this.isPublic(layer) : layer.account === wanted.account))
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** What an ARN names, where that account may use it. */
  byArn(arn: string, account: string): KeptLayer | undefined {
    const [, region = '', owner = '', name = '', version] =
      /^acs:fc:([^:]+):([^:]+):layers\/([^/]+)\/versions\/(\d+)$/.exec(arn) ?? [];
    const found = this.versions
      .get(keyOf({ account: owner, region, name }))
      ?.find((one) => one.version === Number(version));
    return found && (owner === account || this.isPublic(found)) ? found : undefined;
  }

  /** Nothing happens where it is gone already. */
  remove(layer: KeptLayer): void {
    const key = keyOf(layer);
    const left = (this.versions.get(key) ?? []).filter((one) => one !== layer);
    if (left.length > 0) this.versions.set(key, left);
    else this.versions.delete(key);
  }

  isPublic(layer: Pick<KeptLayer, 'account' | 'region' | 'name'>): boolean {
    return this.publicOnes.has(keyOf(layer));
  }

  share(layer: Pick<KeptLayer, 'account' | 'region' | 'name'>, isPublic: boolean): void {
    if (isPublic) this.publicOnes.add(keyOf(layer));
    else this.publicOnes.delete(keyOf(layer));
  }
}

export function layerVersionNotFound(layer: string, version: string): ApiError<FcErrorCode> {
  return new ApiError<FcErrorCode>('LayerVersionNotFound', { layer, version });
}

export function layerArn({ region, account, name, version }: KeptLayer): string {
  return `acs:fc:${region}:${account}:layers/${name}/versions/${version}`;
}

function keyOf({ account, region, name }: Pick<KeptLayer, 'account' | 'region' | 'name'>): string {
  return `${account}/${region}/${name}`;
}
