import type { Problem } from '../../shared/domain-rules/problem.ts';
import type { House } from '../house/start-house.ts';
import type { Timeline } from './timeline.ts';

/** Sends a declaration that cannot be right, shows every mistake the API names, and that nothing came of it. */
export async function showRefusal(
  { api, cloud }: House,
  { file, text }: { file: string; text: string },
  show: Timeline,
): Promise<number> {
  show.heading(`${file} is refused`);
  const { status, body } = await api('PUT', '/v1/gateways/declared', text);
  for (const { field, rule, message, wayOut } of (body.problems ?? []) as Problem[]) {
    show.line(`${field || 'the declaration'} (${rule}): ${message}`);
    show.line(`  ${wayOut}`);
  }
  show.heading(`HTTP ${status}: ${body.detail}. Calls to the cloud: ${cloud.calls.count()}.`);
  return 1;
}
