import { readFileSync, realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { compileFunction, constants } from 'node:vm';
import type { FunctionContext } from '../../shared/function-compute/context.ts';
import type { DeclaredFunction } from './serverless-yaml.ts';

/** A loaded copy of a function's code with its own modules and environment. It serves one invocation at a time. */
export interface FunctionInstance {
  /** @returns the bytes that the platform would pass on; rejects with what the function threw */
  handle(event: Buffer, context: FunctionContext): Promise<Buffer>;
}

/** The code of one function and its warm instances. */
export interface FunctionHost {
  readonly declared: DeclaredFunction;
  /** A warm instance if one is idle, else a new one. It throws what the code throws while it loads. */
  take(context: FunctionContext): FunctionInstance;
  /** Makes an instance whose invocation ended by itself available again. */
  giveBack(instance: FunctionInstance): void;
}

/**
 * Reads a function's code as the built-in nodejs20 runtime would: a CommonJS module, whatever package.json lies above it.
 * @param environment variables beside the function's own and the platform's
 * @throws FunctionNotLoaded if the file is not there or is no JavaScript
 */
export function createFunctionHost(declared: DeclaredFunction, environment: Record<string, string>): FunctionHost {
  const filename = join(declared.codeDir, `${declared.handler.file}.js`);
  const bodyOf = eachOnce((path) => compiled(path, declared.name));
  bodyOf(filename);
  const idle: FunctionInstance[] = [];
  let instances = 0;
  return {
    declared,
    take(context) {
      const warm = idle.pop();
      if (warm) return warm;
      instances += 1;
      const env = { ...declared.environment, ...environment, ...systemEnvironment(declared, context, instances) };
      return startInstance(bodyOf, filename, declared, env);
    },
    giveBack: (instance) => void idle.push(instance),
  };
}

export class FunctionNotLoaded extends Error {
  readonly code = 'FunctionNotLoaded';

  constructor(functionName: string, why: string) {
    super(`function "${functionName}" cannot be loaded: ${why}`);
    this.name = 'FunctionNotLoaded';
  }
}

/** The parameters of the wrapper that Node puts around a CommonJS module, and `process`. */
type ModuleBody = (
  exports: unknown,
  require: (id: string) => unknown,
  module: { exports: unknown },
  filename: string,
  directory: string,
  process: NodeJS.Process,
) => void;

/** A file of the same text is compiled once in this process, for all its runtimes: a body holds nothing, each call is anew. */
function compiled(filename: string, functionName: string): ModuleBody {
  try {
    const text = readFileSync(filename, 'utf8');
    const known = bodies.get(filename);
    if (known?.text === text) return known.body;
    const body = compile(text, filename);
    bodies.set(filename, { text, body });
    return body;
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    throw new FunctionNotLoaded(functionName, missing ? `there is no ${filename}; is it built?` : String(error));
  }
}

function compile(text: string, filename: string): ModuleBody {
  const parameters = ['exports', 'require', 'module', '__filename', '__dirname', 'process'];
  const body = compileFunction(text, parameters, {
    filename,
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return (...given) => void body(...given);
}

const bodies = new Map<string, { text: string; body: ModuleBody }>();

/** The files of the code are compiled once, and evaluated once an instance, as in processes of their own. */
function startInstance(
  bodyOf: (path: string) => ModuleBody,
  filename: string,
  { name, handler }: DeclaredFunction,
  env: Record<string, string>,
): FunctionInstance {
  const process = processWith(env, name);
  const folder = dirname(realpathSync(filename));
  const modules = new Map<string, { exports: unknown }>();
  const evaluate = (path: string): unknown => {
    const known = modules.get(path);
    if (known) return known.exports;
    const module: { exports: unknown } = { exports: {} };
    modules.set(path, module);
    try {
      bodyOf(path)(module.exports, requireIn(path), module, path, dirname(path), process);
    } catch (error) {
      modules.delete(path);
      throw error;
    }
    return module.exports;
  };
  const requireIn = (from: string) => {
    const load = createRequire(from);
    return (id: string): unknown => {
      if (/^(node:)?process$/.test(id)) return process;
      const path = /^\.\.?\//.test(id) ? load.resolve(id) : '';
      return isOwnCode(path, folder) ? evaluate(path) : load(id);
    };
  };
  const handle: unknown = Reflect.get(Object(evaluate(filename)), handler.export);
  if (typeof handle !== 'function') throw new FunctionNotLoaded(name, `it exports no function "${handler.export}"`);
  return { handle: async (event, context) => toBytes(await handle(event, context)) };
}

function isOwnCode(path: string, folder: string): boolean {
  return path.startsWith(`${folder}${sep}`) && path.endsWith('.js') && !path.includes(`${sep}node_modules${sep}`);
}

function eachOnce<Value>(make: (key: string) => Value): (key: string) => Value {
  const made = new Map<string, Value>();
  return (key) => {
    const known = made.get(key);
    if (known) return known;
    const value = make(key);
    made.set(key, value);
    return value;
  };
}

/** The machine's process, but with the function's environment, and without a way to end the other functions. */
function processWith(env: Record<string, string>, functionName: string): NodeJS.Process {
  return Object.create(process, {
    env: { value: env, enumerable: true },
    exit: {
      value: () => {
        throw new Error(`function "${functionName}" called process.exit`);
      },
    },
  });
}

/** Documented, but for the forms of FC_INSTANCE_ID and FC_VER_ID. */
function systemEnvironment(
  declared: DeclaredFunction,
  { accountId, region, credentials }: FunctionContext,
  instance: number,
): Record<string, string> {
  return {
    ALIBABA_CLOUD_ACCESS_KEY_ID: credentials.accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: credentials.accessKeySecret,
    ALIBABA_CLOUD_SECURITY_TOKEN: credentials.securityToken,
    FC_ACCOUNT_ID: accountId,
    FC_CUSTOM_LISTEN_PORT: '9000',
    FC_FUNCTION_HANDLER: `${declared.handler.file}.${declared.handler.export}`,
    FC_FUNCTION_MEMORY_SIZE: String(declared.memoryMb),
    FC_FUNCTION_NAME: declared.name,
    FC_FUNC_CODE_PATH: declared.codeDir,
    FC_INSTANCE_ID: `c-${declared.name}-${instance}`,
    FC_REGION: region,
    FC_VER_ID: 'LATEST',
  };
}

/** Bytes stay, objects become JSON, the rest its text (documented); nothing at all becomes nothing (inferred). */
function toBytes(result: unknown): Buffer {
  if (Buffer.isBuffer(result)) return result;
  if (result === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof result === 'object' ? JSON.stringify(result) : String(result), 'utf8');
}
