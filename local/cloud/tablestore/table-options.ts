import { invalid } from './errors.ts';
import type { TableOptionsMessage } from './messages.ts';
import type { TableOptions } from './table-shape.ts';

/** A day: versions live at least so long (limits, document 91524). */
const MIN_TIME_TO_LIVE_SECONDS = 86_400;
/** The documented default of the maximum version offset. */
const DEFAULT_DEVIATION_SECONDS = 86_400;

/** Of a new table: time to live and versions have to be said. */
export function newTableOptions(message: TableOptionsMessage | undefined): TableOptions {
  if (message?.timeToLive === undefined) throw invalid('Time-to-live is missing while creating table.');
  if (message.maxVersions === undefined) throw invalid('MaxVersions is missing while creating table.');
  const initial = { maxDeviationSeconds: DEFAULT_DEVIATION_SECONDS, allowUpdate: true };
  return changedTableOptions({ timeToLiveSeconds: -1, maxVersions: 1, ...initial }, message);
}

/** What is not given stays. */
export function changedTableOptions(options: TableOptions, message: TableOptionsMessage): TableOptions {
  const deviation = message.deviationCellVersionInSec;
  const changed = {
    timeToLiveSeconds: message.timeToLive ?? options.timeToLiveSeconds,
    maxVersions: message.maxVersions ?? options.maxVersions,
    maxDeviationSeconds: deviation === undefined ? options.maxDeviationSeconds : Number(deviation),
    allowUpdate: message.allowUpdate ?? options.allowUpdate,
  };
  const { timeToLiveSeconds: seconds } = changed;
  if (seconds === 0 || seconds < -1) throw invalid('TimeToLive cannot be 0 or less than -1.');
  if (seconds !== -1 && seconds < MIN_TIME_TO_LIVE_SECONDS) {
    throw invalid(`TimeToLive cannot be less than ${MIN_TIME_TO_LIVE_SECONDS}.`);
  }
  if (changed.maxVersions <= 0) throw invalid('The maximum versions cannot be less than or equal to 0.');
  if (changed.maxDeviationSeconds <= 0) {
    throw invalid('The maximum deviation must be in range [0, INT64_MAX/1000000].');
  }
  return changed;
}

export function optionsMessage(options: TableOptions): TableOptionsMessage {
  return {
    timeToLive: options.timeToLiveSeconds,
    maxVersions: options.maxVersions,
    deviationCellVersionInSec: BigInt(options.maxDeviationSeconds),
    allowUpdate: options.allowUpdate,
  };
}
