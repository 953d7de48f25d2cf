import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { VirtualClock } from '../../local/cloud/clock.ts';
import { type Runtime, type RuntimeOptions, startRuntime } from '../../local/runtime/runtime.ts';

/** A function of a tiny project, with props of its own. */
export type TinyFunction = (TinyCode | { bundle: string }) & {
  props?: Record<string, unknown>;
  /** Further files of its code. */
  files?: Record<string, string>;
};

interface TinyCode {
  /** The body of its handler. Has `event`, `context`, `deps` and `said(message)`, which logs. */
  code: string;
  /** Stands outside the handler. */
  moduleCode?: string;
}

export const START = Date.parse('2026-03-02T08:00:00Z');

export const tick = (cronExpression: string, payload = '') => ({
  triggerName: 'tick',
  triggerType: 'timer',
  triggerConfig: { cronExpression, enable: true, payload },
});

export const onEvents = (pattern: unknown, mode = 'event-driven') => ({
  triggerName: 'events',
  triggerType: 'eventbridge',
  triggerConfig: {
    triggerEnable: true,
    asyncInvocationType: true,
    eventRuleFilterPattern: JSON.stringify(pattern),
    eventSourceConfig: { eventSourceType: 'Default' },
    eventSinkConfig: { deliveryOption: { mode, eventSchema: 'CloudEvents' } },
    runOptions: { mode },
  },
});

export const onHttp = (authType: string, methods: string[]) => ({
  triggerName: 'http',
  triggerType: 'http',
  triggerConfig: { authType, methods },
});

/** Projects and runtimes of one test file; `close()` after each test. */
export class TinyProjects {
  #toClose: (() => unknown)[] = [];

  async start(
    functions: Record<string, TinyFunction>,
    options: Partial<RuntimeOptions> = {},
  ): Promise<{ runtime: Runtime; clock: VirtualClock }> {
    const path = this.write(functions);
    const clock = options.clock ?? new VirtualClock(START);
    const runtime = await startRuntime({
      serverlessYaml: path,
      clock,
      account: { id: '1234567890123456', accessKeyId: 'LTAI-test', accessKeySecret: 'the-secret-of-the-account' },
      region: 'cn-beijing',
      env: {},
      events: 'once',
      ...options,
    });
    this.#toClose.push(() => runtime.close());
    return { runtime, clock };
  }

  /** @returns the path of its s.yaml */
  write(functions: Record<string, TinyFunction>): string {
    const directory = mkdtempSync(join(tmpdir(), 'torii-runtime-'));
    this.#toClose.push(() => rmSync(directory, { recursive: true, force: true }));
    for (const [name, tiny] of Object.entries(functions)) {
      mkdirSync(join(directory, 'dist', name), { recursive: true });
      writeFileSync(join(directory, 'dist', name, 'index.js'), 'bundle' in tiny ? tiny.bundle : bundleOf(tiny));
      for (const [file, text] of Object.entries(tiny.files ?? {}))
        writeFileSync(join(directory, 'dist', name, file), text);
    }
    const path = join(directory, 's.yaml');
    writeFileSync(path, serverlessYaml(functions));
    return path;
  }

  async close(): Promise<void> {
    for (const close of this.#toClose.reverse()) await close();
    this.#toClose = [];
  }
}

/** What the functions logged, in order, as `seconds since START: message`. */
export function said(runtime: Runtime): string[] {
  return runtime.invocations
    .flatMap(({ log }) => log)
    .map(({ at, text }): { at: number; message: string; order: number } => ({ at, ...JSON.parse(text) }))
    .sort((a, b) => a.order - b.order)
    .map(({ at, message }) => `${(at - START) / 1000}: ${message}`);
}

export function outcomes(runtime: Runtime): string[] {
  return runtime.invocations.map(({ functionName, outcome }) => `${functionName} ${outcome}`);
}

function bundleOf({ code, moduleCode = '' }: TinyCode): string {
  return `'use strict';
const hosts = globalThis[Symbol.for('torii.hosts')];
${moduleCode}
exports.handler = async (event, context) => {
  const deps = hosts.get(process.env.TORII_HOST).deps(context);
  const said = (message) => deps.log.info(String(message), { order: hosts.said = (hosts.said ?? 0) + 1 });
  ${code}
};
`;
}

function serverlessYaml(functions: Record<string, TinyFunction>): string {
  const resources = Object.entries(functions).map(([name, { props = {} }]) => [
    name,
    {
      component: 'fc3',
      props: {
        region: 'cn-beijing',
        functionName: name,
        runtime: 'nodejs20',
        handler: 'index.handler',
        code: `./dist/${name}`,
        timeout: 60,
        asyncInvokeConfig: { asyncTask: true },
        ...props,
      },
    },
  ]);
  return stringify({ edition: '3.0.0', name: 'tiny', resources: Object.fromEntries(resources) });
}
