import { type MasterKeys, open } from '../../shared/secrets/sealed-box.ts';
import type { Store } from '../../shared/state/store.ts';
import { boxesIn, type KeptBox, SEALED_KINDS } from './sealed-boxes.ts';

/**
 * What is known of one master key name, from what is sealed under it.
 *
 * | verdict    | given | sealed under it          |
 * |------------|-------|--------------------------|
 * | `unused`   | yes   | nothing yet              |
 * | `right`    | yes   | all of it opens          |
 * | `mixed`    | yes   | some of it opens         |
 * | `another`  | yes   | nothing of it opens      |
 * | `missing`  | no    | something                |
 * | `retired`  | no    | nothing but its own mark |
 */
export interface KeyState {
  name: string;
  verdict: 'unused' | 'right' | 'mixed' | 'another' | 'missing' | 'retired';
  /** Whether `torii init` has sealed a mark with it. */
  isMarked: boolean;
  /** What does not open, without the mark: `gateway cn-beijing/chat-prod`. */
  closed: string[];
}

/** The names that are given or that something is sealed under. Reads whole documents; a table that is not there, it makes. */
export async function keyStates(
  store: Pick<Store, 'list'>,
  account: string,
  keys: MasterKeys | undefined,
): Promise<KeyState[]> {
  const byName = new Map<string, KeptBox[]>([...(keys?.named.keys() ?? [])].map((name) => [name, []]));
  for (const kind of SEALED_KINDS) {
    for (const box of (await store.list(account, kind)).flatMap(boxesIn)) {
      byName.set(box.sealed.key, [...(byName.get(box.sealed.key) ?? []), box]);
    }
  }
  return [...byName].map(([name, boxes]) => stateOf(name, boxes, keys));
}

function stateOf(name: string, boxes: readonly KeptBox[], keys: MasterKeys | undefined): KeyState {
  const isMark = ({ where }: KeptBox) => where === markedAs(name);
  const shut = boxes.filter((box) => !opens(box, keys));
  const closed = [...new Set(shut.filter((box) => !isMark(box)).map(({ where }) => where))];
  return { name, verdict: verdict(), isMarked: boxes.some(isMark), closed };

  function verdict(): KeyState['verdict'] {
    if (!keys?.named.has(name)) return closed.length > 0 ? 'missing' : 'retired';
    if (boxes.length === 0) return 'unused';
    if (shut.length === 0) return 'right';
    return shut.length === boxes.length ? 'another' : 'mixed';
  }
}

function opens({ sealed, context }: KeptBox, keys: MasterKeys | undefined): boolean {
  try {
    if (keys) open(keys, sealed, context);
    return keys !== undefined;
  } catch {
    return false;
  }
}

function markedAs(name: string): string {
  return `master-key ${name}`;
}
