const { appendFileSync } = require('node:fs');

/** One line of JSON for each resource that is deployed, where TORII_RECORDER_FILE names a file: what `s` made of s.yaml. */
function record({ resource, command }, props) {
  const file = process.env.TORII_RECORDER_FILE;
  if (file) appendFileSync(file, `${JSON.stringify({ command, resource: resource?.name, props })}\n`);
}

module.exports = { record };
