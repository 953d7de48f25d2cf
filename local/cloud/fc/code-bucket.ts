import type { FcWorld } from './world.ts';

/** Leave to put one object, as `tempBucketToken` hands it out. */
export interface UploadGrant {
  readonly bucket: string;
  /** Key of the object: `<account>/<objectName>`. */
  readonly object: string;
  readonly objectName: string;
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string;
  /** Machine time, ms. */
  readonly expiresAt: number;
}

/** The bucket through which clients bring code that is too large for a request. */
export class CodeBucket {
  private readonly world: Pick<FcWorld, 'accounts' | 'newId' | 'machineNow'>;
  /** By access key id. */
  private readonly grants = new Map<string, UploadGrant>();
  /** By `bucket/object`. */
  private readonly objects = new Map<string, Buffer>();
  /** By path. */
  private readonly links = new Map<string, Buffer>();

  constructor(world: Pick<FcWorld, 'accounts' | 'newId' | 'machineNow'>) {
    this.world = world;
  }

  grant(account: string, region: string): UploadGrant {
    const objectName = this.world.newId('', 32);
    const lent = this.world.accounts.issueTemporary(account, this.world.machineNow() + GRANT_MS);
    const grant = { ...lent, bucket: `fc-code-${region}`, objectName, object: `${account}/${objectName}` };
    this.grants.set(grant.accessKeyId, grant);
    return grant;
  }

  grantOf(accessKeyId: string): UploadGrant | undefined {
    return this.grants.get(accessKeyId);
  }

  put(bucket: string, object: string, content: Buffer): void {
    this.objects.set(`${bucket}/${object}`, content);
  }

  get(bucket: string, object: string): Buffer | undefined {
    return this.objects.get(`${bucket}/${object}`);
  }

  /** A path from which whoever knows it can download this code. */
  link(content: Buffer): string {
    const path = `${LINK_PREFIX}${this.world.newId('', 32)}.zip`;
    this.links.set(path, content);
    return path;
  }

  linked(path: string): Buffer | undefined {
    return this.links.get(path);
  }
}

export const LINK_PREFIX = '/fc-code/';

/** How long the real one lends is not documented. */
const GRANT_MS = 30 * 60 * 1000;
