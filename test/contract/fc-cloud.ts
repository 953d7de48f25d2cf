import { createRequire } from 'node:module';
import { crc32, deflateRawSync } from 'node:zlib';
import FunctionCompute, * as models from '@alicloud/fc20230330';
import { $OpenApiUtil } from '@alicloud/openapi-core';
import { onTestFinished } from 'vitest';
import type { Account } from '../../local/cloud/accounts.ts';
import type { LocalCloud, LocalCloudOptions } from '../../local/cloud/local-cloud.ts';
import { startLocalCloud } from '../../local/cloud/start.ts';

const require = createRequire(import.meta.url);

/** As much as is used of `@alicloud/fc2` and `ali-oss`, which have no types. */
interface Fc2 {
  readonly accountid: string;
  getTempBucketToken(): Promise<{ data: BucketToken }>;
}

interface BucketToken {
  readonly credentials: { AccessKeyId: string; AccessKeySecret: string; SecurityToken: string; Expiration: string };
  readonly ossBucket: string;
  readonly ossRegion: string;
  readonly objectName: string;
}

interface Oss {
  put(object: string, content: Buffer): Promise<{ res: { status: number } }>;
}

export interface FcCloud {
  readonly cloud: LocalCloud;
  readonly fc: FunctionCompute;
  readonly fc2: Fc2;
  ossWith(token: BucketToken, changed?: Partial<BucketToken['credentials']>): Oss;
  /** Uploads as the official component does. */
  upload(zip: Buffer): Promise<{ ossBucketName: string; ossObjectName: string }>;
}

/** A cloud, and the official clients of Function Compute on it. */
export async function startFcCloud(options: LocalCloudOptions = {}): Promise<FcCloud> {
  const cloud = await startLocalCloud(options);
  onTestFinished(() => cloud.close());
  const { account, endpoint } = cloud;
  const { accessKeyId, accessKeySecret } = account;
  const fc = clientOf(cloud, account);
  const Fc2Client: new (accountId: string, config: object) => Fc2 = require('@alicloud/fc2');
  const OssClient: new (config: object) => Oss = require('ali-oss');
  const fc2 = new Fc2Client(account.id, {
    accessKeyID: accessKeyId,
    accessKeySecret,
    region: cloud.defaultRegion,
    endpoint,
  });
  const ossWith = ({ credentials, ossBucket }: BucketToken, changed: Partial<BucketToken['credentials']> = {}) => {
    const { AccessKeyId, AccessKeySecret, SecurityToken } = { ...credentials, ...changed };
    return new OssClient({
      endpoint,
      accessKeyId: AccessKeyId,
      accessKeySecret: AccessKeySecret,
      stsToken: SecurityToken,
      bucket: ossBucket,
      // Else it warns that nobody refreshes the token.
      refreshSTSToken: () => Promise.reject(new Error('not needed')),
    });
  };
  const upload = async (zip: Buffer) => {
    const { data } = await fc2.getTempBucketToken();
    const ossObjectName = `${fc2.accountid}/${data.objectName}`;
    await ossWith(data).put(ossObjectName, zip);
    return { ossBucketName: data.ossBucket, ossObjectName };
  };
  return { cloud, fc, fc2, ossWith, upload };
}

export function clientOf({ endpoint }: LocalCloud, { accessKeyId, accessKeySecret }: Account): FunctionCompute {
  return new FunctionCompute(
    new $OpenApiUtil.Config({ accessKeyId, accessKeySecret, endpoint: new URL(endpoint).host, protocol: 'http' }),
  );
}

/** A zip of one file, by hand (APPNOTE.TXT, 4.3). */
export function zipOf(name: string, text: string): Buffer {
  const content = Buffer.from(text);
  const packed = deflateRawSync(content);
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt16LE(8, 4);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(packed.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed]);
  const central = Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, Buffer.alloc(14), Buffer.from(name)]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, central, Buffer.from('PK\x05\x06'), end]);
}

export const ZIP = zipOf('index.js', 'exports.handler = async () => "hello";');

/** What every managed function needs. */
export function functionInput(changes: Partial<models.CreateFunctionInput> = {}): models.CreateFunctionRequest {
  return new models.CreateFunctionRequest({
    body: new models.CreateFunctionInput({
      functionName: 'acme-hello',
      runtime: 'nodejs20',
      handler: 'index.handler',
      code: new models.InputCodeLocation({ zipFile: ZIP.toString('base64') }),
      ...changes,
    }),
  });
}
