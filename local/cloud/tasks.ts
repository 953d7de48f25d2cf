/**
 * Something that is to happen later, as data: the name of what this program knows how to do, and whom it happens to. So
 * what waits can be saved with everything else, and happens in the cloud that it is restored into.
 */
export class NamedTask {
  readonly name: string;
  readonly args: readonly unknown[];

  constructor(name: string, args: readonly unknown[]) {
    this.name = name;
    this.args = args;
  }

  run(): unknown {
    const known = KNOWN.get(this.name);
    if (!known) throw new Error(`no task is named ${this.name}`);
    return known(...this.args);
  }
}

/**
 * Something of this process only, such as a driver's watch: it is left out where the cloud is saved, because whoever
 * waits for it is not there afterwards.
 */
export class UnsavedTask {
  readonly run: () => unknown;

  constructor(run: () => unknown) {
    this.run = run;
  }
}

/** A closure cannot be saved: a cloud in which one waits refuses to. */
export type Task = NamedTask | UnsavedTask | (() => unknown);

type Run = (...args: readonly unknown[]) => unknown;
const KNOWN = new Map<string, Run>();

/**
 * Names what can happen later. `args` are things of the cloud, plain data, or other tasks; no closures.
 *
 *   const made = task('vpc/vswitch-made', (vSwitch: VSwitch) => { vSwitch.status = 'Available'; });
 *   progress.after('vswitch-create', made(vSwitch));
 *
 * @param name unique in the program: `<product>/<what-happened>`
 */
export function task<Args extends readonly unknown[]>(
  name: string,
  run: (...args: Args) => unknown,
): (...args: Args) => NamedTask {
  if (KNOWN.has(name)) throw new Error(`two tasks are named ${name}`);
  KNOWN.set(name, (...args) => run(...(args as unknown as Args)));
  return (...args) => new NamedTask(name, args);
}

/** Has it happen; done when what this returns is. */
export function perform(what: Task): unknown {
  return typeof what === 'function' ? what() : what.run();
}
