import type { NewIssuer } from '../certificate-answers.ts';
import { CannotGoOn } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readGiven } from '../given-file.ts';
import { write } from '../output.ts';
import { showIssuers } from '../show-certificates.ts';
import type { Context } from './context.ts';

/** As the flags are called. */
export interface IssuerOptions {
  directory: string;
  contact: string[];
  eabKid?: string;
  eabKeyFile?: string;
  roots?: string;
}

export async function issuers({ shell, api, format }: Context): Promise<ExitCode> {
  write(shell, format, await api.issuers(), (answer) => showIssuers(answer.issuers));
  return EXIT.done;
}

/** Makes a certificate authority known. The key of its binding comes from a file, never from the command line. */
export async function addIssuer(
  { shell, api, format }: Context,
  name: string,
  options: IssuerOptions,
): Promise<ExitCode> {
  const { directory, contact, eabKid, eabKeyFile, roots } = options;
  if ((eabKid === undefined) !== (eabKeyFile === undefined)) {
    throw new CannotGoOn('a binding is a key and its id', 'Give both --eab-kid and --eab-key-file.');
  }
  const issuer: NewIssuer = {
    directory,
    ...(contact.length > 0 && { contact }),
    ...(eabKid !== undefined &&
      eabKeyFile !== undefined && {
        eab: { kid: eabKid, hmacKey: readGiven(eabKeyFile, '--eab-key-file', shell).trim() },
      }),
    ...(roots !== undefined && { roots: readGiven(roots, '--roots', shell) }),
  };
  write(shell, format, await api.addIssuer(name, issuer), (one) => showIssuers([one]));
  return EXIT.done;
}

export async function removeIssuer({ shell, api, format }: Context, name: string): Promise<ExitCode> {
  write(shell, format, await api.removeIssuer(name), ({ deleted }) => `${deleted} is forgotten`);
  return EXIT.done;
}
