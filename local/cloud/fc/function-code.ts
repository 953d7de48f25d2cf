import type { ValuesOf } from '../product.ts';
import { crc64 } from './crc64.ts';
import { type codeFields, invalid } from './function-config.ts';
import type { FunctionCode } from './functions.ts';
import type { FcState } from './state.ts';

export type CodeLocation = ValuesOf<typeof codeFields> | Record<string, never>;

/**
 * The code of a request: `zipFile` (base64), or `ossBucketName` and `ossObjectName` of an upload. Other buckets than the
 * temporary one are not played.
 * @throws InvalidArgument
 */
export function codeFrom(state: FcState, given: CodeLocation = {}): FunctionCode {
  const { zipFile, ossBucketName, ossObjectName, checksum } = given;
  const zip =
    typeof zipFile === 'string'
      ? Buffer.from(zipFile, 'base64')
      : typeof ossBucketName === 'string' && typeof ossObjectName === 'string'
        ? state.codeBucket.get(ossBucketName, ossObjectName)
        : neitherGiven();
  if (!zip) throw invalid(`the object ${String(ossBucketName)}/${String(ossObjectName)} does not exist`);
  if (zip.length < 2 || zip.readUInt16BE(0) !== ZIP_MAGIC) throw invalid('the code is not a valid zip file');
  const code = { zip, checksum: crc64(zip) };
  if (typeof checksum === 'string' && checksum !== '' && checksum !== code.checksum) {
    throw invalid('the checksum does not match the code');
  }
  return code;
}

/** `PK` */
const ZIP_MAGIC = 0x504b;

function neitherGiven(): never {
  throw invalid('Either ossBucketName/ossObjectName or zipFile must be set');
}
