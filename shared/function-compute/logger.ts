import type { FunctionContext, FunctionLogger } from './context.ts';
import { maskText, maskValue } from './mask-secrets.ts';

export type LogFields = Record<string, unknown>;

/** Writes one line of JSON a message: `{"level", "message", "requestId", "fn", ...fields}`. The platform adds the time. */
export interface Logger extends FunctionLogger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** The same logger with more fields on every line. */
  with(fields: LogFields): Logger;
}

/**
 * The logger of one invocation, over the runtime's own (or the console). Secrets are masked: this invocation's credentials
 * wherever they stand, PEM blocks, `Authorization`, access key secrets and fields with such names.
 */
export function createLogger(
  context: Pick<FunctionContext, 'requestId' | 'function' | 'credentials'>,
  sink: FunctionLogger = console,
  fields: LogFields = {},
): Logger {
  // A function without a role has no credentials (documented).
  const known = [context.credentials?.accessKeySecret, context.credentials?.securityToken].filter((text) => !!text);
  const line = (level: string, message: string, more?: LogFields) =>
    JSON.stringify({
      ...Object(maskValue({ ...fields, ...more }, known)),
      level,
      message: maskText(message, known),
      requestId: context.requestId,
      fn: context.function.name,
    });
  return {
    debug: (message, more) => sink.debug(line('debug', message, more)),
    info: (message, more) => sink.info(line('info', message, more)),
    warn: (message, more) => sink.warn(line('warn', message, more)),
    error: (message, more) => sink.error(line('error', message, more)),
    with: (more) => createLogger(context, sink, { ...fields, ...more }),
  };
}
