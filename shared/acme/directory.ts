import { fields } from './answer-fields.ts';

/** Where a server's operations are (RFC 8555, 7.1.1), and what it says of itself. */
export interface Directory {
  newNonce: string;
  newAccount: string;
  newOrder: string;
  revokeCert: string | undefined;
  /** Absent where the server has no renewal information (RFC 9773, 3). */
  renewalInfo: string | undefined;
  termsOfService: string | undefined;
  externalAccountRequired: boolean;
}

/** @throws AcmeError `UnusableAnswer` */
export function readDirectory(json: unknown): Directory {
  const directory = fields('directory', json, 'the directory');
  const meta = fields('directory', directory.raw('meta') ?? {}, 'meta');
  return {
    newNonce: directory.text('newNonce'),
    newAccount: directory.text('newAccount'),
    newOrder: directory.text('newOrder'),
    revokeCert: directory.optionalText('revokeCert'),
    renewalInfo: directory.optionalText('renewalInfo'),
    termsOfService: meta.optionalText('termsOfService'),
    externalAccountRequired: meta.flag('externalAccountRequired'),
  };
}
