// The second argument of every handler.
'use strict';

/** @param given everything but the logger, anew for each invocation: requestId, credentials, function, service, region, … */
function contextOf(given, log) {
  return {
    ...given,
    credentials: { ...given.credentials },
    logger: {
      debug: (...said) => log('debug', said),
      info: (...said) => log('info', said),
      log: (...said) => log('info', said),
      warn: (...said) => log('warn', said),
      error: (...said) => log('error', said),
    },
  };
}

module.exports = { contextOf };
