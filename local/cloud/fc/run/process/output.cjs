// What the function says: on stdout, on stderr, to its logger. It goes the same way as results, so that no line comes
// after the end of its invocation.
'use strict';
const { format } = require('node:util');

/**
 * @param tell takes a level and one line
 * @returns a logger's sink
 */
function captureOutput(tell) {
  for (const [stream, level] of [
    [process.stdout, 'info'],
    [process.stderr, 'error'],
  ]) {
    let rest = '';
    stream.write = (chunk, encoding, callback) => {
      const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
      const lines = (rest + text).split('\n');
      rest = lines.pop();
      for (const line of lines) tell(level, line);
      const done = typeof encoding === 'function' ? encoding : callback;
      if (done) process.nextTick(done);
      return true;
    };
  }
  return (level, said) => tell(level, format(...said));
}

module.exports = { captureOutput };
