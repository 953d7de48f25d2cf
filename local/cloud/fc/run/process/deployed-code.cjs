// The deployed code: found, loaded once, called once an invocation.
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');

/** The code could not be loaded, or its initializer failed. */
class InitializationError extends Error {
  constructor(message, options) {
    super(message, options);
    this.name = 'InitializationError';
  }
}

class DeployedCode {
  #codePath;
  #handler;
  #initializer;
  #ready;

  /** @param handler `file.export`, the file without its ending */
  constructor({ codePath, handler, initializer }) {
    this.#codePath = codePath;
    this.#handler = handler;
    this.#initializer = initializer;
  }

  /** @returns the bytes that the platform passes on */
  async handle(event, context) {
    this.#ready ??= this.#start(context);
    const handle = await this.#ready;
    // Up to Node.js 16 a handler had a callback; official templates still have one.
    const result = handle.length >= 3 ? await withCallback(handle, event, context) : await handle(event, context);
    return toBytes(result);
  }

  async #start(context) {
    try {
      const handle = await this.#load(this.#handler);
      if (this.#initializer) {
        const initialize = await this.#load(this.#initializer);
        await (initialize.length >= 2
          ? withCallback((_event, ...given) => initialize(...given), undefined, context)
          : initialize(context));
      }
      return handle;
    } catch (error) {
      throw new InitializationError(String(error?.message ?? error), { cause: error });
    }
  }

  async #load(name) {
    const dot = name.lastIndexOf('.');
    const [file, exported] = [name.slice(0, dot), name.slice(dot + 1)];
    const found = ['.js', '.mjs', '.cjs'].map((ending) => join(this.#codePath, file + ending)).find(existsSync);
    if (!found) throw new Error(`Module '${file}' is missing.`);
    const module = await load(found);
    const handle = module[exported] ?? module.default?.[exported];
    if (typeof handle !== 'function') throw new Error(`Handler '${exported}' is missing on module '${file}'.`);
    return handle;
  }
}

async function load(path) {
  if (path.endsWith('.mjs')) return import(pathToFileURL(path).href);
  try {
    return require(path);
  } catch (error) {
    // A package.json in the code makes its .js files modules.
    if (error?.code === 'ERR_REQUIRE_ESM') return import(pathToFileURL(path).href);
    throw error;
  }
}

function withCallback(handle, event, context) {
  return new Promise((resolve, reject) => {
    handle(event, context, (error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** Bytes stay, objects become JSON, the rest its text (documented); nothing at all becomes nothing (inferred). */
function toBytes(result) {
  if (Buffer.isBuffer(result)) return result;
  if (result === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof result === 'object' ? JSON.stringify(result) : String(result), 'utf8');
}

module.exports = { DeployedCode, InitializationError };
