import { isRandom, type Random, randomFrom } from '../random.ts';

/** A value as it is written: what is of one node stands in place, what may be shared or circular is a reference. */
type Written = null | string | number | boolean | { readonly $: number } | { readonly '?': string };

/** One object of the graph. `[kind, …]`, in the words of {@link Writer.describe}. */
type Node = readonly unknown[];

export interface WrittenGraph {
  /** Name of a root → its own fields. */
  readonly roots: Readonly<Record<string, Written>>;
  readonly nodes: readonly Node[];
}

type Constructor = abstract new (...args: never[]) => object;

/** What classes there may be among the things of a cloud, by a name that files can keep: `alidns/Zone`. */
export type ClassTable = Readonly<Record<string, Constructor>>;

/** What a graph may point to without containing it, by name: clocks, neighbours, functions that draw ids. */
export type Known = Readonly<Record<string, object>>;

/** Something in the state of a cloud that no snapshot can hold. Our own mistake, told with the way to it. */
export class SnapshotError extends Error {
  readonly code = 'SnapshotError';

  constructor(path: string, why: string) {
    super(`${path}: ${why}`);
    this.name = 'SnapshotError';
  }
}

/**
 * Writes objects, whatever they hold: plain data, dates, bytes, maps, sets, instances of the classes given, and each other
 * in circles. An object that two hold is one object again when it is read. What it points to among `known` is named only.
 */
export function writeGraph(roots: Known, classes: ClassTable, known: Known): WrittenGraph {
  const writer = new Writer(classes, { ...known, ...roots });
  const written = Object.entries(roots).map(([name, root]) => [name, writer.fields(root, name)] as const);
  return { roots: Object.fromEntries(written), nodes: writer.nodes };
}

/**
 * Reads all that was written before anything is changed, so that what cannot be read leaves everything as it was.
 *
 * @returns gives the roots the fields that were written; they themselves stay who they are
 * @throws SnapshotError
 */
export function readGraph({ roots, nodes }: WrittenGraph, into: Known, classes: ClassTable, known: Known): () => void {
  const reader = new Reader(nodes, classes, { ...known, ...into });
  const read = Object.entries(into).map(([name, root]) => {
    const fields = Object.hasOwn(roots, name) ? roots[name] : undefined;
    if (fields === undefined) throw new SnapshotError(name, 'it is not in the snapshot');
    return [root, reader.value(fields)] as const;
  });
  return () => {
    for (const [root, fields] of read) Object.assign(root, fields);
  };
}

class Writer {
  readonly nodes: Node[] = [];
  readonly #indices = new Map<object, number>();
  readonly #classNames: ReadonlyMap<unknown, string>;
  readonly #knownNames: ReadonlyMap<unknown, string>;

  constructor(classes: ClassTable, known: Known) {
    for (const [name, one] of Object.entries(classes)) assertOpen(name, one);
    this.#classNames = new Map(Object.entries(classes).map(([name, one]) => [one.prototype, name]));
    this.#knownNames = new Map(Object.entries(known).map(([name, one]) => [one, name]));
  }

  /** A root's own fields, as an object of its own. */
  fields(root: object, path: string): Written {
    assertOpen(path, root.constructor);
    return this.#add({}, ['object', this.#entries(root, path)]);
  }

  #value(value: unknown, path: string): Written {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (value === undefined) return { '?': 'undefined' };
    if (typeof value === 'number') return Number.isFinite(value) ? value : { '?': String(value) };
    if (typeof value === 'bigint') return { '?': `${value}n` };
    if (typeof value === 'symbol') throw new SnapshotError(path, 'a symbol cannot be saved');
    const knownName = this.#knownNames.get(value);
    if (knownName !== undefined) return { '?': `known ${knownName}` };
    const index = this.#indices.get(value);
    if (index !== undefined) return { $: index };
    return this.#object(value, path);
  }

  #object(value: object, path: string): Written {
    if (isRandom(value)) return this.#add(value, ['random', value.state]);
    if (typeof value === 'function') throw new SnapshotError(path, 'a function cannot be saved');
    if (value instanceof Date) return this.#add(value, ['date', value.getTime()]);
    if (value instanceof Uint8Array) {
      return this.#add(value, ['bytes', Buffer.from(value).toString('base64'), Buffer.isBuffer(value)]);
    }
    // Its place is taken before its contents are written, for those of them that point back to it.
    const contents: unknown[] = [];
    const reference = this.#add(value, contents);
    contents.push(...this.#describe(value, path));
    return reference;
  }

  #describe(value: object, path: string): Node {
    if (Array.isArray(value)) return ['array', value.map((item, index) => this.#value(item, `${path}[${index}]`))];
    if (value instanceof Set) return ['set', [...value].map((item, index) => this.#value(item, `${path}[${index}]`))];
    if (value instanceof Map) {
      const pairs = [...value].map(([key, item]) => [
        this.#value(key, `${path} key`),
        this.#value(item, `${path}[${String(key)}]`),
      ]);
      return ['map', pairs];
    }
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype === Object.prototype || prototype === null) return ['object', this.#entries(value, path)];
    const className = this.#classNames.get(prototype);
    if (className === undefined) {
      throw new SnapshotError(path, `the class ${value.constructor.name} is in no table of classes`);
    }
    return ['instance', className, this.#entries(value, path)];
  }

  #entries(value: object, path: string): readonly (readonly [string, Written])[] {
    return Object.entries(value).map(([name, field]) => [name, this.#value(field, `${path}.${name}`)] as const);
  }

  #add(value: object, node: Node): Written {
    const index = this.nodes.push(node) - 1;
    this.#indices.set(value, index);
    return { $: index };
  }
}

class Reader {
  readonly #nodes: readonly Node[];
  readonly #classes: ClassTable;
  readonly #known: Known;
  readonly #read = new Map<number, object>();

  constructor(nodes: readonly Node[], classes: ClassTable, known: Known) {
    this.#nodes = nodes;
    this.#classes = classes;
    this.#known = known;
  }

  value(written: Written): unknown {
    if (written === null || typeof written !== 'object') return written;
    if ('$' in written) return this.#read.get(written.$) ?? this.#object(written.$);
    const text = written['?'];
    if (text === 'undefined') return undefined;
    if (text.endsWith('n') && /^-?\d+n$/.test(text)) return BigInt(text.slice(0, -1));
    if (!text.startsWith('known ')) return Number(text);
    const known = this.#known[text.slice('known '.length)];
    if (!known) throw new SnapshotError(text, 'this cloud has nothing of that name');
    return known;
  }

  #object(index: number): object {
    const [kind, ...rest] = this.#nodes[index] ?? [];
    switch (kind) {
      case 'random':
        return this.#keep(index, randomFrom(rest[0] as number) satisfies Random);
      case 'date':
        return this.#keep(index, new Date(rest[0] as number));
      case 'bytes': {
        const bytes = Buffer.from(rest[0] as string, 'base64');
        return this.#keep(index, rest[1] === true ? bytes : new Uint8Array(bytes));
      }
      case 'array': {
        const array = this.#keep(index, [] as unknown[]);
        for (const item of rest[0] as Written[]) array.push(this.value(item));
        return array;
      }
      case 'set': {
        const set = this.#keep(index, new Set<unknown>());
        for (const item of rest[0] as Written[]) set.add(this.value(item));
        return set;
      }
      case 'map': {
        const map = this.#keep(index, new Map<unknown, unknown>());
        for (const [key, item] of rest[0] as [Written, Written][]) map.set(this.value(key), this.value(item));
        return map;
      }
      case 'object':
        return this.#fill(this.#keep(index, {}), rest[0]);
      case 'instance': {
        const one = this.#classes[String(rest[0])];
        if (!one) throw new SnapshotError(String(rest[0]), 'no class of this program has that name');
        return this.#fill(this.#keep(index, Object.create(one.prototype) as object), rest[1]);
      }
      default:
        throw new SnapshotError(`node ${index}`, 'the snapshot is broken');
    }
  }

  #keep<Value extends object>(index: number, value: Value): Value {
    this.#read.set(index, value);
    return value;
  }

  #fill(target: object, entries: unknown): object {
    for (const [name, field] of entries as [string, Written][]) {
      const value = this.value(field);
      Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
    }
    return target;
  }
}

/** Fields that are private to the language are out of sight here: what has some would be saved without them. */
function assertOpen(name: string, { prototype }: { readonly prototype: unknown }): void {
  const one = (prototype as object).constructor;
  if (OPEN.has(one)) return;
  const source = String(one);
  if (/^\s*#\w+\s*[;=]/m.test(source)) throw new SnapshotError(name, 'its class has #private fields');
  OPEN.add(one);
}

/** Classes that were looked at: every cloud is written once, when it starts. */
const OPEN = new WeakSet<object>();
