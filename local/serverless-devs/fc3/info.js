const fc = require('@alicloud/fc20230330');
const { bodyOf } = require('./clients.js');
const { LATEST } = require('./remote.js');

/** What is deployed, as `s info` and `s deploy` print it. */
async function info({ client, props }) {
  const { functionName: name, region } = props;
  const deployed = bodyOf(await client.getFunction(name, new fc.GetFunctionRequest({})));
  const triggers = [];
  for (const { triggerName } of props.triggers) triggers.push(bodyOf(await client.getTrigger(name, triggerName)));
  const shown = {
    region,
    ...deployed,
    // Secrets may be among the values.
    environmentVariables: Object.keys(deployed.environmentVariables ?? {}),
    triggers: triggers.map((trigger) => ({ ...trigger, triggerConfig: JSON.parse(trigger.triggerConfig) })),
  };
  if (props.asyncInvokeConfig) {
    const request = new fc.GetAsyncInvokeConfigRequest(LATEST);
    shown.asyncInvokeConfig = bodyOf(await client.getAsyncInvokeConfig(name, request));
  }
  if (props.scalingConfig) {
    shown.scalingConfig = bodyOf(await client.getScalingConfig(name, new fc.GetScalingConfigRequest(LATEST)));
  }
  if (props.concurrencyConfig) shown.concurrencyConfig = bodyOf(await client.getConcurrencyConfig(name));
  for (const { triggerType, triggerName } of props.triggers) {
    if (triggerType !== 'http') continue;
    const { httpTrigger } = bodyOf(await client.getTrigger(name, triggerName));
    shown.url = { system_url: httpTrigger.urlInternet, system_intranet_url: httpTrigger.urlIntranet };
  }
  return shown;
}

module.exports = { info };
