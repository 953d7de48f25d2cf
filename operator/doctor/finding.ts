/** What was looked at before deployment, and what to do about it. */
export interface Finding {
  /** `role torii-dns-recorder` */
  check: string;
  /** `missing`: Torii does not work without it. `warning`: it works, or nobody could tell. */
  level: 'ok' | 'warning' | 'missing';
  says: string;
  wayOut?: string;
}

export const ok = (check: string, says: string): Finding => ({ check, level: 'ok', says });

export const warning = (check: string, says: string, wayOut: string): Finding => ({
  ...{ check, says, wayOut },
  level: 'warning',
});

export const missing = (check: string, says: string, wayOut: string): Finding => ({
  ...{ check, says, wayOut },
  level: 'missing',
});

/** What a refusal to look is: the operator's own key may not, or there was no answer. Nothing is known to be missing. */
export function couldNotTell(check: string, error: unknown): Finding {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const isRefused = typeof code === 'string' && /NoPermission|Forbidden|AccessDenied|OTSNoPermission/i.test(code);
  return warning(
    check,
    `could not be looked at: ${typeof message === 'string' ? message : code}`,
    isRefused
      ? 'Let whoever runs this read it (the system policy ReadOnlyAccess does), or look in the console.'
      : 'Run this again; if it stays, look in the console.',
  );
}

/** The code of an error of the cloud; nothing for any other. */
export function codeOf(error: unknown): string | undefined {
  const { code } = Object(error) as { code?: unknown };
  return typeof code === 'string' ? code : undefined;
}
