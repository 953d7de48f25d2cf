import type { LocalCa, SavedCa } from '../ca/local-ca.ts';
import type { SavedClock, VirtualClock } from '../clock.ts';
import { CLASSES } from './classes.ts';
import { type Known, readGraph, SnapshotError, type WrittenGraph, writeGraph } from './graph.ts';

/**
 * A cloud as it was at one instant. JSON, and as secret as the access keys and private keys in it: it belongs into a file
 * that only its owner reads, never into a log.
 */
export interface Snapshot {
  readonly format: 'torii-local-cloud';
  readonly version: 1;
  readonly graph: WrittenGraph;
  readonly ca: SavedCa;
}

/** What a cloud is made of, for whoever saves it. */
export interface SavedParts {
  readonly clock: VirtualClock;
  readonly ca: LocalCa;
  /** What is saved field by field. Fields that are private to the language would be out of sight. */
  readonly states: Readonly<Record<string, State>>;
  /** What the states may point to without it being saved. */
  readonly known: Known;
}

/** `restored` is called once all states have their fields: to tell whoever lives outside of them. */
type State = object & { restored?(): void | Promise<void> };

/** Once nothing is in flight. */
export async function takeSnapshot({ clock, ca, states, known }: SavedParts): Promise<Snapshot> {
  await clock.idle();
  const graph = writeGraph({ ...states, [DUE]: clock.saved() }, CLASSES, known);
  return { format: FORMAT, version: VERSION, graph, ca: await ca.saved() };
}

/** Once nothing is in flight; time stands still meanwhile. @throws SnapshotError */
export async function restoreSnapshot(snapshot: Snapshot, parts: SavedParts): Promise<void> {
  if (snapshot.format !== FORMAT || snapshot.version !== VERSION) {
    throw new SnapshotError('snapshot', `only version ${VERSION} of ${FORMAT} can be restored`);
  }
  await restoreGraph(snapshot.graph, parts, () => parts.ca.restore(snapshot.ca));
}

/**
 * Remembers what a cloud is now, its certificate authority apart: who trusts its root goes on trusting it.
 *
 * @returns what makes it so again, once nothing is in flight
 */
export function rememberStates(parts: SavedParts): () => Promise<void> {
  try {
    const graph = writeGraph({ ...parts.states, [DUE]: parts.clock.saved() }, CLASSES, parts.known);
    return () => restoreGraph(graph, parts, () => Promise.resolve());
  } catch (error) {
    // A cloud that cannot be saved is still a cloud, until somebody asks for it.
    return () => Promise.reject(error);
  }
}

async function restoreGraph(
  graph: WrittenGraph,
  { clock, states, known }: SavedParts,
  alongWith: () => Promise<void>,
): Promise<void> {
  await clock.idle();
  const release = clock.hold();
  try {
    const due = {};
    // What may fail comes first: a snapshot that is broken changes nothing.
    const assign = readGraph(graph, { ...states, [DUE]: due }, CLASSES, known);
    await alongWith();
    assign();
    clock.restore(due as SavedClock);
    for (const state of Object.values(states)) await state.restored?.();
  } finally {
    release();
  }
}

const FORMAT = 'torii-local-cloud';
const VERSION = 1;
/** Among the roots, what is due on the clock. */
const DUE = 'clock/due';
