const { isDeepStrictEqual } = require('node:util');
const { functionFields } = require('./props.js');
const { readRemote } = require('./remote.js');

/** Which fields and triggers a deployment would change: names only, because values may be secret. */
async function plan(at) {
  const { deployed, triggers } = await readRemote(at);
  const { functionName, triggers: wanted } = at.props;
  if (!deployed) return { functionName, creates: true };
  const fields = functionFields(at.props);
  const changes = Object.keys(fields).filter((name) => !isSame(deployed[name], fields[name]));
  const changedTriggers = wanted
    .filter(({ triggerConfig }, index) => {
      const remote = triggers[index];
      return !remote || !isDeepStrictEqual(JSON.parse(remote.triggerConfig), triggerConfig);
    })
    .map(({ triggerName }) => triggerName);
  return { functionName, changes, triggers: changedTriggers };
}

/** What is empty is not shown. */
function isSame(deployed, wanted) {
  return isDeepStrictEqual(plain(deployed), plain(wanted)) || (deployed === undefined && wanted?.length === 0);
}

/** Without classes and without what is undefined. */
function plain(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
}

module.exports = { plan };
