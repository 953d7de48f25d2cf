// Tells every story with the death of a function at one of its calls, before or after the call had its effect, and compares
// what came of it with the same story undisturbed: npm run crash-sweep -- [--points 600 | --every-call] [--json]
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const PARTS = 2;
const POINTS = 600;
/** Fewer prove too little, unless fewer were asked for. */
const LEAST_POINTS = 500;
const { values } = parseArgs({
  options: { points: { type: 'string' }, 'every-call': { type: 'boolean' }, json: { type: 'boolean' } },
});
const wanted = values['every-call'] ? Number.POSITIVE_INFINITY : Number(values.points ?? POINTS);
if (!(wanted >= 1)) throw new Error('--points takes a number from 1');

const directory = mkdtempSync(join(tmpdir(), 'torii-crash-'));
try {
  if ((await vitest('test/crash/count')) !== 0) throw new Error('a story fails without any death: see above');
  const undisturbed = JSON.parse(readFileSync(join(directory, 'undisturbed.json'), 'utf8'));
  const points = choose(allPoints(undisturbed), wanted);
  for (let part = 1; part <= PARTS; part += 1) {
    // Dealt out in turn, so that each part has as much of each story.
    const dealt = points.filter((_, index) => index % PARTS === part - 1);
    writeFileSync(join(directory, `points-${part}.json`), JSON.stringify(dealt));
  }
  await vitest('test/crash/points');
  const results = Array.from({ length: PARTS }, (_, part) => join(directory, `results-${part + 1}.jsonl`))
    .filter(existsSync)
    .flatMap((path) =>
      readFileSync(path, 'utf8')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
    );
  // A death that never came, because the story needed fewer calls this time, is no point.
  const died = results.filter(({ deaths, error }) => deaths > 0 || error);
  const converged = died.filter((result) => result.converged && result.duplicates === 0 && result.lost === 0);
  for (const result of died) if (!converged.includes(result)) console.error(JSON.stringify(result));
  const summary = {
    scenarios: Object.keys(undisturbed).length,
    crashPoints: died.length,
    converged: converged.length,
    duplicates: died.reduce((sum, { duplicates }) => sum + duplicates, 0),
    lost: died.reduce((sum, { lost }) => sum + lost, 0),
  };
  const unheard = points.length - results.length;
  if (!values.json) console.log(`${results.length - died.length} deaths of ${points.length} never came to be`);
  console.log(JSON.stringify(summary));
  const enough = died.length >= (values.points === undefined ? LEAST_POINTS : 1);
  if (!enough) console.error(`${died.length} deaths are too few`);
  process.exitCode = enough && converged.length === died.length && unheard === 0 ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}

/** By story and function: every call, before and after it took effect. */
function allPoints(undisturbed) {
  return Object.entries(undisturbed).flatMap(([life, { calls }]) =>
    Object.entries(calls).map(([functionName, count]) =>
      Array.from({ length: count }, (_, index) =>
        ['before', 'after'].map((when) => ({ life, functionName, afterCalls: index + 1, when })),
      ).flat(),
    ),
  );
}

/** As many of each story and function, evenly over its calls. */
function choose(groups, count) {
  const quota = Math.ceil(count / groups.length);
  const chosen = groups.flatMap((points) => evenly(points, Math.min(quota, points.length)));
  return evenly(chosen, Math.min(count, chosen.length));
}

function evenly(points, share) {
  return Array.from({ length: share }, (_, index) => points[Math.floor(((index + 0.5) * points.length) / share)]);
}

function vitest(...files) {
  const child = spawn(
    process.execPath,
    ['node_modules/vitest/vitest.mjs', 'run', '--config', 'vitest.crash.config.ts', ...files],
    {
      env: { ...process.env, TORII_CRASH_DIRECTORY: directory },
      stdio: values.json ? ['ignore', 'ignore', 'inherit'] : ['ignore', 'inherit', 'inherit'],
    },
  );
  return new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
}
