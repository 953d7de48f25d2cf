import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { BundledFile } from '../../scripts/bundle-function.mjs';
import { barrelsFor, bundleFunction, bundleOnBarrels } from './barrels.ts';
import { type StartScene, startScene } from './start-scene.ts';
import { quantile, rounded } from './statistics.ts';

/** What a start costs over that of an empty handler: loading the code, and a first invocation that finds nothing to change. */
export interface StartFigures {
  /** Of the files that were loaded. */
  bytes: number;
  /** Source modules in those files. */
  modules: number;
  /** Of all files that are deployed. */
  deployedBytes: number;
  /** Of loading the code. */
  addedMs: number;
  heapMb: number;
  rssMb: number;
  /** Of loading the same function with the typed SDKs of what it calls imported at its top. */
  barrelAddedMs: number;
  barrelBytes: number;
  barrelHeapMb: number;
  barrels: string[];
  /** barrelAddedMs ÷ addedMs */
  ratio: number;
  /**
   * The first invocation included, which finds nothing to change: the time that the process is busy, without waiting for
   * answers (`wallMs` has them). The calls go through our clients on both sides.
   */
  withFirstLook: { addedMs: number; barrelAddedMs: number; ratio: number; wallMs: number };
}

/** Medians of so many starts of each, in turn with each other, each in a process of its own. */
export async function benchStart(runs: number): Promise<Record<string, StartFigures>> {
  const folder = resolve('dist/.start');
  mkdirSync(`${folder}/empty`, { recursive: true });
  // As on Function Compute: no package.json above makes the code an ES module.
  writeFileSync(`${folder}/package.json`, '{}');
  writeFileSync(`${folder}/empty/index.js`, 'exports.handler = async () => ({});\n');
  const scene = await startScene();
  try {
    const figures: Record<string, StartFigures> = {};
    for (const name of readdirSync('functions')) {
      const own = await bundleFunction({ entry: `functions/${name}/handler.ts`, folder: `${folder}/${name}` });
      const barrels = barrelsFor(own);
      const onBarrels = await bundleOnBarrels(name, barrels, `${folder}/${name}-on-barrels`);
      const measure = { empty: [] as Start[], own: [] as Start[], barrels: [] as Start[] };
      for (let run = 0; run < runs; run += 1) {
        measure.empty.push(await startOnce(scene, name, `${folder}/empty`));
        measure.own.push(await startOnce(scene, name, `${folder}/${name}`));
        measure.barrels.push(await startOnce(scene, name, `${folder}/${name}-on-barrels`));
      }
      figures[name] = figuresOf(measure, { own, onBarrels, barrels });
    }
    return figures;
  } finally {
    await scene.close();
  }
}

interface Start {
  loadMs: number;
  wallMs: number;
  busyMs: number;
  rssBytes: number;
  heapBytes: number;
  /** Paths of the files loaded. */
  files: string[];
  result: unknown;
}

async function startOnce({ environment, invocationOf }: StartScene, name: string, folder: string): Promise<Start> {
  const child = fork(resolve('test/bench/one-start.cjs'), {
    env: { ...environment, PATH: process.env.PATH },
    // Compiled code is not kept between instances.
    execArgv: ['--no-warnings'],
  });
  const answered = once(child, 'message');
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`a start of ${name} ended with ${code} before it was measured`);
  });
  child.send({ folder, ...invocationOf(name) });
  const [start] = (await Promise.race([answered, ended])) as [Start];
  ended.catch(() => {});
  return start;
}

function figuresOf(
  { empty, own, barrels }: Record<'empty' | 'own' | 'barrels', Start[]>,
  bundles: { own: Bundle; onBarrels: Bundle; barrels: string[] },
): StartFigures {
  const median = (starts: Start[], what: (start: Start) => number) => quantile(starts.map(what), 0.5);
  const over = (starts: Start[], what: (start: Start) => number) => median(starts, what) - median(empty, what);
  const [busyMs, heap, rss] = [
    ({ busyMs: ms }: Start) => ms,
    ({ heapBytes }: Start) => heapBytes,
    ({ rssBytes }: Start) => rssBytes,
  ];
  const load = ({ loadMs }: Start) => loadMs;
  const addedMs = over(own, load);
  const barrelAddedMs = over(barrels, load);
  const lookMs = over(own, busyMs);
  const barrelLookMs = over(barrels, busyMs);
  const loaded = filesOf(own, bundles.own);
  return {
    bytes: sum(loaded.map(({ bytes }) => bytes)),
    modules: sum(loaded.map(({ modules }) => Object.keys(modules).length)),
    deployedBytes: sum(Object.values(bundles.own).map(({ bytes }) => bytes)),
    addedMs: rounded(addedMs, 1),
    heapMb: rounded(over(own, heap) / MB, 1),
    rssMb: rounded(over(own, rss) / MB, 1),
    barrelAddedMs: rounded(barrelAddedMs, 1),
    barrelBytes: sum(filesOf(barrels, bundles.onBarrels).map(({ bytes }) => bytes)),
    barrelHeapMb: rounded(over(barrels, heap) / MB, 1),
    barrels: bundles.barrels,
    ratio: rounded(barrelAddedMs / addedMs, 1),
    withFirstLook: {
      addedMs: rounded(lookMs, 1),
      barrelAddedMs: rounded(barrelLookMs, 1),
      ratio: rounded(barrelLookMs / lookMs, 1),
      wallMs: rounded(
        over(own, ({ wallMs }) => wallMs),
        1,
      ),
    },
  };
}

type Bundle = Record<string, BundledFile>;

function filesOf([start]: Start[], bundle: Bundle): BundledFile[] {
  return (start?.files ?? []).map((path) => {
    const file = bundle[basename(path)];
    if (!file) throw new Error(`${path} is in no bundle`);
    return file;
  });
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const MB = 2 ** 20;
