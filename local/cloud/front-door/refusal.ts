/** An answer other than 200, on its way to the error envelope. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  /** Sent beside the envelope. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

/**
 * What the gateway itself refuses, before any product is reached. Codes and statuses are the common error codes of
 * help.aliyun.com/en/document_detail/434846.html; messages are in their manner.
 */
const GATEWAY_ERRORS = {
  'InvalidApi.NotFound': [404, 'Specified api is not found, please check your url and method.'],
  NoSuchVersion: [400, 'Specified version does not exist.'],
  UnsupportedHTTPMethod: [400, 'This http method is not supported.'],
  MissingParameter: [400, '{name} is mandatory for this action.'],
  InvalidParameter: [400, 'The specified parameter {name} is not valid.'],
  RequestTooLarge: [413, 'The request body is larger than {name}.'],
  'InvalidAccessKeyId.NotFound': [404, 'Specified access key is not found.'],
  'InvalidAccessKeyId.Inactive': [400, 'Specified access key is disabled.'],
  'InvalidSecurityToken.Expired': [400, 'Specified SecurityToken is expired.'],
  'InvalidSecurityToken.MismatchWithAccessKey': [400, 'Specified SecurityToken mismatches the AccessKey.'],
  'InvalidTimeStamp.Format': [400, 'Specified time stamp or date value is not well formatted.'],
  'InvalidTimeStamp.Expired': [400, 'Specified time stamp or date value is expired.'],
  SignatureNonceUsed: [400, 'Specified signature nonce was used already.'],
  SignatureDoesNotMatch: [400, 'Specified signature is not matched with our calculation.'],
  NoPermission: [403, 'You are not authorized to do this action. {name}'],
  IncompleteSignature: [400, 'The request signature does not conform to Aliyun standards: {name}.'],
  InternalError: [500, 'The request processing has failed due to some unknown error.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type GatewayCode = keyof typeof GATEWAY_ERRORS;

/** @param name what fills the `{name}` of the message, where it has one */
export function refusal(code: GatewayCode, name = ''): Refusal {
  const [status, message] = GATEWAY_ERRORS[code];
  return new Refusal(status, code, message.replace('{name}', name));
}
