/** Why a job had no effect, as ListAsynJobs tells it. */
export interface JobFailure {
  readonly code: string;
  readonly message: string;
}

/** What a job does when it ends, by name and arguments: one under way can be stored, and go on somewhere else. */
export interface Effect {
  readonly name: string;
  readonly args: readonly unknown[];
}

interface Ends<State, Args extends readonly unknown[]> {
  /** Why there is none after all. */
  readonly fails?: (state: State, ...args: Args) => JobFailure | undefined;
  readonly apply: (state: State, ...args: Args) => void;
  /** Takes back what was shown while the job ran, where it fails. */
  readonly undo?: (state: State, ...args: Args) => void;
}

type AnyEnds = Ends<unknown, readonly unknown[]>;

const effects = new Map<string, AnyEnds>();

/**
 * `const effect = effectsOf<AlbState>()` gives what names an effect: `const ready = effect<[Listener]>('alb/ready', {…})`
 * makes one of each listener, `ready(listener)`.
 */
export function effectsOf<State>() {
  return <Args extends readonly unknown[]>(name: string, ends: Ends<State, Args>): ((...args: Args) => Effect) => {
    effects.set(name, ends as unknown as AnyEnds);
    return (...args) => ({ name, args });
  };
}

/** Makes the effect, unless this `failure` is there or it fails by itself. */
export function end(state: unknown, { name, args }: Effect, failure: JobFailure | undefined): JobFailure | undefined {
  const ends = effects.get(name);
  if (!ends) throw new Error(`no effect ${name}`);
  const failed = failure ?? ends.fails?.(state, ...args);
  if (failed) ends.undo?.(state, ...args);
  else ends.apply(state, ...args);
  return failed;
}
