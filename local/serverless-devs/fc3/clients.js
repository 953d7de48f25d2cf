const FunctionCompute2 = require('@alicloud/fc2');
const fc = require('@alicloud/fc20230330');
const { $OpenApiUtil } = require('@alicloud/openapi-core');
const Oss = require('ali-oss');

const SECONDS = 1000;

/** The control client (ACS3) and the way code is uploaded (FC signature, then OSS). */
function connect(props, { AccountID, AccessKeyID, AccessKeySecret, SecurityToken }) {
  const custom = props.endpoint ?? process.env.FC_CLIENT_CUSTOM_ENDPOINT;
  const { protocol, host } = custom ? split(custom) : { protocol: 'https', host: `fcv3.${props.region}.aliyuncs.com` };
  const client = new fc.default(
    new $OpenApiUtil.Config({
      accessKeyId: AccessKeyID,
      accessKeySecret: AccessKeySecret,
      securityToken: SecurityToken,
      protocol,
      endpoint: host,
      connectTimeout: Number(process.env.FC_CLIENT_CONNECT_TIMEOUT ?? 60) * SECONDS,
      readTimeout: Number(process.env.FC_CLIENT_READ_TIMEOUT ?? 60) * SECONDS,
    }),
  );

  async function upload(zip) {
    const uploads = new FunctionCompute2(AccountID, {
      accessKeyID: AccessKeyID,
      accessKeySecret: AccessKeySecret,
      securityToken: SecurityToken,
      region: props.region,
      endpoint: custom && `${protocol}://${host}`,
      secure: true,
    });
    const { data } = await uploads.getTempBucketToken();
    const { credentials, ossBucket, objectName } = data;
    const bucket = new Oss({
      endpoint: process.env.FC_CODE_TEMP_OSS_ENDPOINT ?? ossEndpoint(props.region, custom),
      accessKeyId: credentials.AccessKeyId,
      accessKeySecret: credentials.AccessKeySecret,
      stsToken: credentials.SecurityToken,
      bucket: ossBucket,
      timeout: 600 * SECONDS,
      refreshSTSToken: () => Promise.reject(new Error('the upload took longer than its credentials last')),
    });
    const ossObjectName = `${AccountID}/${objectName}`;
    await bucket.put(ossObjectName, zip);
    return { ossBucketName: ossBucket, ossObjectName };
  }

  return { client, upload };
}

/** The accelerated host, but where somebody chose an endpoint: the upload stays in its region then. */
function ossEndpoint(region, custom) {
  return custom ? `oss-${region}.aliyuncs.com` : 'https://oss-accelerate.aliyuncs.com';
}

function split(endpoint) {
  const [, protocol = 'https', host] = /^(?:(https?):\/\/)?([^/]+)/.exec(endpoint) ?? [];
  return { protocol, host };
}

/** The answer's body, or undefined where there is no such thing. */
async function orAbsent(request) {
  try {
    return bodyOf(await request);
  } catch (error) {
    if (error.statusCode === 404) return undefined;
    throw error;
  }
}

/** Plain fields of an answer: the SDK's models keep some of them in classes. */
function bodyOf({ body }) {
  return body?.toMap ? body.toMap() : body;
}

module.exports = { connect, orAbsent, bodyOf };
