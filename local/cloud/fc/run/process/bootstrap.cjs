// The built-in Node.js runtime of Function Compute, as one process: an instance. Its parent tells it what to load and, one
// after another, what to handle. Plain JavaScript, because it runs unbuilt beside code that is not ours.
// help.aliyun.com: "Request handlers" (14 April 2026), "Context" (2026).
'use strict';
const { CallsUnderWay } = require('./calls-under-way.cjs');
const { contextOf } = require('./context.cjs');
const { DeployedCode, InitializationError } = require('./deployed-code.cjs');
const { enterNetwork } = require('./network-namespace.cjs');
const { captureOutput } = require('./output.cjs');

// The function must not find a parent that it could talk to.
const send = process.send.bind(process);
process.send = undefined;

const tell = (message) => send(message, (error) => error && process.exit());
const log = captureOutput((level, text) => tell({ type: 'log', level, text }));

let loaded;
let underWay;

process.on('message', (message) => {
  if (message.type === 'start') start(message);
  else if (message.type === 'invoke') void invoke(message);
  else if (message.type === 'quiet')
    underWay.whenNone((clockCalls) => tell({ type: 'quiet', id: message.id, clockCalls }));
});
process.on('disconnect', () => process.exit());
process.on('uncaughtException', crash);
process.on('unhandledRejection', crash);

function start({ codePath, handler, initializer, network, clockUrl }) {
  underWay = new CallsUnderWay(clockUrl);
  enterNetwork(network, underWay);
  process.chdir(codePath);
  loaded = new DeployedCode({ codePath, handler, initializer });
}

async function invoke({ event, context: given }) {
  const context = contextOf(given, log);
  try {
    const result = await loaded.handle(Buffer.from(event, 'base64'), context);
    tell({ type: 'result', body: result.toString('base64') });
  } catch (thrown) {
    tell(failureOf(thrown, 'UnhandledInvocationError'));
  }
}

/** What nobody caught ends the instance, as it does in the cloud. */
function crash(thrown) {
  send(failureOf(thrown, 'UnhandledInvocationError', true), () => process.exit(1));
}

function failureOf(thrown, kind, fatal = false) {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const isInitialization = thrown instanceof InitializationError;
  return {
    type: 'failure',
    kind: isInitialization ? 'InitializationError' : kind,
    // An instance that did not come up is thrown away.
    fatal: fatal || isInitialization,
    errorType: isInitialization ? (error.cause?.name ?? error.name) : error.name,
    errorMessage: error.message,
    stackTrace: (error.stack ?? '')
      .split('\n')
      .slice(1)
      .map((line) => line.trim()),
  };
}
