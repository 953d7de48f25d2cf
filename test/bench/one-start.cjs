// One start of a function in a process of its own: it is told what to load and what to handle, and says what that took.
// Plain JavaScript, so that nothing but the function is loaded with it.
'use strict';
const { enterNetwork } = require('../../local/cloud/fc/run/process/network-namespace.cjs');

const NOBODY_WAITS = { begin: () => () => {} };

process.once('message', async ({ folder, event, context, network }) => {
  enterNetwork(network, NOBODY_WAITS);
  const say = () => {};
  const logger = { debug: say, info: say, log: say, warn: say, error: say };
  const memory = process.memoryUsage();
  const loop = performance.eventLoopUtilization();
  const begun = performance.now();
  const { handler } = require(`${folder}/index.js`);
  const loaded = performance.now();
  const result = await handler(Buffer.from(event), { ...context, logger });
  const ended = performance.now();
  const { idle } = performance.eventLoopUtilization(loop);
  const now = process.memoryUsage();
  process.send({
    loadMs: loaded - begun,
    wallMs: ended - begun,
    busyMs: ended - begun - idle,
    rssBytes: now.rss - memory.rss,
    heapBytes: now.heapUsed - memory.heapUsed,
    files: Object.keys(require.cache).filter((path) => path.startsWith(folder)),
    result,
  });
  process.disconnect();
});
