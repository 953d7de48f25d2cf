import type { CertificateAnswer, RenewalAnswer } from '../certificate-answers.ts';
import { CannotGoOn } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { readGiven } from '../given-file.ts';
import { write } from '../output.ts';
import { explainCertificate, showCertificates, showRenewal, showUploads } from '../show-certificates.ts';
import type { Context } from './context.ts';

/** Says when each certificate renews and why. 3: one of them is blocked, or about to expire. */
export async function certificates({ shell, api, format }: Context, { days }: { days: number }): Promise<ExitCode> {
  const answer = await api.certificates(days);
  write(shell, format, answer, (one) => showCertificates(one.certificates));
  return exitOf(answer.certificates);
}

/** Says whether another one is due, how far its order is, and which old ones are still there. */
export async function explain({ shell, api, format }: Context, named: string): Promise<ExitCode> {
  const answer = await api.certificate(named);
  write(shell, format, answer, (one) => explainCertificate(shell, one));
  return exitOf([answer]);
}

/** Renews some or all, or says what that would do. 2: a dry run, and there is something to do. */
export async function renew(
  { shell, api, format }: Context,
  named: string[],
  { all = false, dryRun = false }: { all?: boolean; dryRun?: boolean },
): Promise<ExitCode> {
  if (all === named.length > 0) {
    throw new CannotGoOn('it is not said what to renew', 'Name certificates by key or domain, or give --all.');
  }
  const which = all ? ({ all: true } as const) : { certificates: named };
  const answer = await api.renew({ ...which, ...(dryRun && { dryRun }) });
  write(shell, format, answer, (one) => showRenewal(shell, one));
  return dryRun ? exitOfDryRun(answer) : EXIT.done;
}

/** Gives a certificate and its key to the API, which keeps them sealed. */
export async function upload(
  { shell, api, format }: Context,
  name: string,
  { cert, key }: { cert: string; key: string },
): Promise<ExitCode> {
  if (cert === '-' && key === '-') {
    throw new CannotGoOn('both files cannot come from standard input', 'Give a file for --cert.');
  }
  const certificate = readGiven(cert, '--cert', shell);
  const privateKey = readGiven(key, '--key', shell);
  const answer = await api.giveCertificate(name, { certificate, privateKey });
  write(shell, format, answer, (one) =>
    [showUploads([one]), ...(one.advice ?? []).map((advice) => `  advice: ${advice}`)].join('\n'),
  );
  return EXIT.done;
}

export async function uploads({ shell, api, format }: Context): Promise<ExitCode> {
  write(shell, format, await api.uploads(), (answer) => showUploads(answer.uploads));
  return EXIT.done;
}

export async function forget({ shell, api, format }: Context, name: string): Promise<ExitCode> {
  write(shell, format, await api.forgetUpload(name), ({ deleted }) => `${deleted} and its key are forgotten`);
  return EXIT.done;
}

export async function reseal({ shell, api, format }: Context): Promise<ExitCode> {
  write(shell, format, await api.reseal(), ({ sealedWith, uploads: given, issuers }) => {
    const count = given.length + issuers.length;
    return `${count} sealed anew; all that was given is sealed with ${sealedWith} now`;
  });
  return EXIT.done;
}

function exitOf(answers: Pick<CertificateAnswer, 'state'>[]): ExitCode {
  return answers.some(({ state }) => state === 'blocked' || state === 'expiring') ? EXIT.waiting : EXIT.done;
}

function exitOfDryRun({ certificates: outcomes }: RenewalAnswer): ExitCode {
  return outcomes.some(({ does }) => does === 'order') ? EXIT.changes : EXIT.done;
}
