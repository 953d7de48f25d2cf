import { parse, YAMLParseError } from 'yaml';
import { ApiProblem } from './problem.ts';

/** JSON or YAML, whatever it calls itself: JSON is YAML. @throws ApiProblem Unreadable */
export function readText(text: string): unknown {
  try {
    // No aliases: a short text must not grow into a huge value. No warnings: they would quote it in the log.
    return parse(text, { maxAliasCount: 0, stringKeys: true, logLevel: 'error' });
  } catch (error) {
    const why = error instanceof YAMLParseError ? error.message.split('\n')[0] : 'aliases are not taken';
    throw new ApiProblem(400, 'Unreadable', `the body is neither JSON nor YAML: ${why}`);
  }
}
