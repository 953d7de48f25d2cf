import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { onHttp, said, TinyProjects, tick } from './tiny-project.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const projects = new TinyProjects();
let directory = '';

/** Inside the repository, where packages resolve. */
beforeAll(() => {
  mkdirSync(join(root, 'dist'), { recursive: true });
  directory = mkdtempSync(join(root, 'dist/.runtime-bundle-'));
});
afterEach(() => projects.close());
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Bundles TypeScript as scripts/build.mjs does. */
async function bundle(contents: string, format: 'cjs' | 'esm' = 'cjs'): Promise<string> {
  const outfile = join(directory, format === 'cjs' ? 'index.js' : 'main.mjs');
  await build({
    stdin: { contents, loader: 'ts', resolveDir: root },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    minifySyntax: true,
    minifyWhitespace: true,
    ...(format === 'esm' && { packages: 'external' as const }),
  });
  return outfile;
}

describe('a bundle made for deployment', () => {
  it('runs with what its runtime lends it, from a timer and over HTTP', async () => {
    const handler = await bundle(`
      import { depsFromHost } from './shared/engine/deps.ts';
      import type { FunctionContext } from './shared/function-compute/context.ts';
      import { readHttpEvent, toHttpResult } from './shared/function-compute/http-event.ts';
      import { readTrigger } from './shared/function-compute/trigger.ts';

      export async function handler(event: Buffer, context: FunctionContext) {
        const deps = depsFromHost(process.env.TORII_HOST, context);
        if (context.function.name === 'worker') {
          const trigger = readTrigger(event);
          return deps.log.info(trigger.kind === 'timer' ? 'woken by ' + trigger.triggerName : trigger.kind);
        }
        const { request } = readHttpEvent(event);
        const { randomUUID } = await import('node:crypto');
        return toHttpResult(Response.json({ path: new URL(request.url).pathname, id: randomUUID().length }));
      }
    `);
    const code = readFileSync(handler, 'utf8');
    const { runtime, clock } = await projects.start({
      worker: { bundle: code, props: { triggers: [tick('@every 1m')] } },
      api: { bundle: code, props: { triggers: [onHttp('anonymous', ['GET'])] } },
    });

    await clock.advanceBy(60_000);
    const response = await fetch(`${runtime.url}/v1/gateways`);

    expect(said(runtime)).toEqual(['60: woken by tick']);
    expect(await response.json()).toEqual({ path: '/v1/gateways', id: 36 });
  });
});

describe('a program that runs the functions', () => {
  it('ends by itself once the runtime is closed, whatever was going on', async () => {
    const project = projects.write({
      api: {
        code: "if (!Buffer.from(event).includes('timer')) await deps.clock.sleep(5_000); return 'ok';",
        props: { triggers: [onHttp('anonymous', ['GET']), tick('@every 1m')] },
      },
    });
    const program = await bundle(
      `
      import { VirtualClock } from './local/cloud/clock.ts';
      import { startRuntime } from './local/runtime/runtime.ts';

      const clock = new VirtualClock(0);
      const runtime = await startRuntime({
        serverlessYaml: ${JSON.stringify(project)}, clock, region: 'cn-beijing', env: {},
        account: { id: '1', accessKeyId: 'a', accessKeySecret: 'b' },
      });
      const first = fetch(runtime.url).then((response) => response.text());
      while (runtime.invocations.length === 0) await new Promise((resolve) => setImmediate(resolve));
      await clock.advanceBy(120_000);
      console.log(await first);
      void fetch(runtime.url).catch(() => console.log('cut off'));
      while (runtime.invocations.every(({ outcome }) => outcome !== 'running')) await new Promise((resolve) => setImmediate(resolve));
      await runtime.close();
    `,
      'esm',
    );

    const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const output: string[] = [];
    child.stdout.on('data', (chunk: Buffer) => output.push(String(chunk)));
    const [exitCode] = await once(child, 'close');

    expect(output.join('')).toBe('ok\ncut off\n');
    expect(exitCode).toBe(0);
  });
});
