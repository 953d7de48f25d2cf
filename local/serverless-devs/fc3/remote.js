const fc = require('@alicloud/fc20230330');
const { orAbsent } = require('./clients.js');

const LATEST = { qualifier: 'LATEST' };

/** What is deployed, asked for in fc3's order. What is not there is undefined. */
async function readRemote({ client, props }) {
  const { functionName: name } = props;
  const deployed = await orAbsent(client.getFunction(name, new fc.GetFunctionRequest({})));
  const triggers = [];
  for (const { triggerName } of props.triggers) triggers.push(await orAbsent(client.getTrigger(name, triggerName)));
  const asyncInvokeConfig = await orAbsent(
    client.getAsyncInvokeConfig(name, new fc.GetAsyncInvokeConfigRequest(LATEST)),
  );
  await orAbsent(client.listVpcBindings(name));
  const scalingConfig = await orAbsent(client.getScalingConfig(name, new fc.GetScalingConfigRequest(LATEST)));
  const concurrencyConfig = await orAbsent(client.getConcurrencyConfig(name));
  return { deployed, triggers, asyncInvokeConfig, scalingConfig, concurrencyConfig };
}

module.exports = { readRemote, LATEST };
