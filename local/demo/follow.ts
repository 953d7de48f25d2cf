import type { JournalEntry } from '../../shared/state/store.ts';
import type { House } from '../house/start-house.ts';
import type { Timeline } from './timeline.ts';

/** One gateway as the demo watches it: over the API, as any client would. */
export interface Watched {
  name: string;
  region: string;
  /** Shows what is new in the journal. */
  catchUp(): Promise<void>;
  /**
   * Lets virtual time pass until the operation is in one of the states.
   * @returns the operation, or undefined where it did not get there in time
   */
  until(operation: string, states: string[], limitMs: number): Promise<OperationAnswer | undefined>;
}

export interface OperationAnswer {
  operation: string;
  state: string;
  gateway: { name: string; region: string; gatewayId?: string };
  conditions: { type: string; status: string; reason: string; message: string }[];
  blocked: { what: string; reason: string; message: string; wayOut: string; rule?: string }[];
  awaiting: { id: string; summary: string; effects: string[] }[];
}

export function watch(
  { api, cloud }: House,
  { name, region }: { name: string; region: string },
  show: Timeline,
): Watched {
  let cursor = '';
  const catchUp = async () => {
    const after = cursor ? `&after=${encodeURIComponent(cursor)}` : '';
    const { body } = await api('GET', `/v1/gateways/${name}/journal?region=${region}${after}`);
    cursor = body.cursor;
    for (const entry of body.entries as JournalEntry[]) show.entry(entry);
  };
  return {
    name,
    region,
    catchUp,
    async until(operation, states, limitMs) {
      let reached: OperationAnswer | undefined;
      await cloud.clock.runUntil(async () => {
        await catchUp();
        const { body } = await api('GET', `/v1/operations/${operation}`);
        reached = states.includes(body.state) ? body : undefined;
        return reached !== undefined;
      }, cloud.clock.now() + limitMs);
      return reached;
    },
  };
}
