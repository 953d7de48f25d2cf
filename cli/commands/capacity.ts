import type { Traffic } from '../../shared/domain-rules/capacity.ts';
import type { SizeQuestion } from '../answers.ts';
import { CannotGoOn } from '../errors.ts';
import { EXIT, type ExitCode } from '../exit-code.ts';
import { write } from '../output.ts';
import { showCapacity } from '../show-capacity.ts';
import type { Context } from './context.ts';

/** As the flags are called. */
export interface CapacityOptions extends Partial<SizeQuestion> {
  qps?: number;
  connections?: number;
  newHttps?: number;
  /** Gbit/s */
  bandwidth?: number;
  keepAlive?: boolean;
  https?: boolean;
}

/** Says which size carries a load, or what a size carries. 3: no size is known to carry it, or this one does not in Security. */
export async function capacity({ shell, api, format }: Context, options: CapacityOptions): Promise<ExitCode> {
  const { specification, nodes, qps, connections, newHttps, bandwidth, keepAlive, https } = options;
  if ((specification === undefined) !== (nodes === undefined)) {
    throw new CannotGoOn('a size is a specification and a number of nodes', 'Give both --specification and --nodes.');
  }
  const traffic: Traffic = {
    qps,
    connections,
    newHttpsConnectionsPerSecond: newHttps,
    bandwidthGbps: bandwidth,
    keepAlive,
    https,
  };
  const size = specification !== undefined && nodes !== undefined ? { specification, nodes } : {};
  const answer = await api.capacity({ traffic, ...size });
  write(shell, format, answer, (one) => showCapacity(shell, one));
  const isCarried = answer.choice
    ? answer.choice.reason === 'SmallestInSecurity'
    : answer.rows.every(({ level }) => level === 'Security');
  return isCarried ? EXIT.done : EXIT.waiting;
}
