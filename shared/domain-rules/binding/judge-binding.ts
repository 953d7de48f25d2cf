import { changesBesides } from '../services.ts';
import type { KeptBinding } from './memory.ts';

export type BindingJudgement =
  /** Bound, and nothing else changed. */
  | { kind: 'holds' }
  /** As it was: the write never had its effect, or was taken back. */
  | { kind: 'not-made' }
  /** Our write changed these paths too: the old configuration is put back. */
  | { kind: 'damaged'; paths: string[] }
  /** Somebody else changed it since; theirs stands. */
  | { kind: 'changed-since'; paths: string[] };

/**
 * What became of a binding, by the configuration that was kept and the one that is there now.
 *
 * A configuration is put back only on positive evidence that it was our write that changed it:
 *
 * ```
 *  differs from what was kept ..................... judgement
 *  in the gateway that was asked for only ......... holds
 *  not at all ..................................... not-made
 *  in the number of instances besides ............. as without: scaling is not ours, and makes no version
 *  otherwise, and the gateway is not ours ......... changed-since
 *  and the version is not the next one ............ changed-since: somebody wrote besides us
 *  and nobody knows whether our write came, and
 *    something is there that was not .............. changed-since: what we wrote can only have lost things
 *  otherwise ...................................... damaged
 * ```
 *
 * @param ourWriteCame true where EAS answered our write, or this was judged so before
 */
export function judgeBinding(
  kept: KeptBinding,
  service: { config: string; latestVersion?: number | undefined },
  ourWriteCame: boolean,
): BindingJudgement {
  const changes = changesBesides(kept.before, service.config, kept.gatewayId).filter(({ path }) => path !== INSTANCES);
  const paths = changes.map(({ path }) => path);
  if (paths.length === 0) return { kind: 'holds' };
  if (paths.length === 1 && paths[0] === GATEWAY) return { kind: 'not-made' };
  const onlyOneWrite = kept.version !== undefined && service.latestVersion === kept.version + 1;
  const brought = !ourWriteCame && changes.some(({ lost }) => !lost);
  if (paths.includes(GATEWAY) || !onlyOneWrite || brought) return { kind: 'changed-since', paths };
  return { kind: 'damaged', paths };
}

/** An update of nothing but this scales the service, and so does its autoscaler. */
const INSTANCES = 'metadata.instance';
const GATEWAY = 'networking.gateway';
