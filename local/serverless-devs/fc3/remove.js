const fc = require('@alicloud/fc20230330');
const { orAbsent } = require('./clients.js');

/** In fc3's order: look for everything that hangs on the function, delete triggers, configurations, the function. */
async function remove({ client, props }) {
  const { functionName } = props;
  if (!(await orAbsent(client.getFunction(functionName, new fc.GetFunctionRequest({}))))) return;
  await orAbsent(client.listVpcBindings(functionName));
  await orAbsent(client.listScalingConfigs(new fc.ListScalingConfigsRequest({ functionName, limit: 100 })));
  const concurrency = await orAbsent(client.getConcurrencyConfig(functionName));
  await orAbsent(client.listAliases(functionName, new fc.ListAliasesRequest({ limit: 100 })));
  await orAbsent(client.listFunctionVersions(functionName, new fc.ListFunctionVersionsRequest({ limit: 100 })));
  const listed = await orAbsent(client.listTriggers(functionName, new fc.ListTriggersRequest({ limit: 100 })));
  await orAbsent(client.listAsyncInvokeConfigs(new fc.ListAsyncInvokeConfigsRequest({ functionName, limit: 100 })));
  await orAbsent(
    client.deleteAsyncInvokeConfig(functionName, new fc.DeleteAsyncInvokeConfigRequest({ qualifier: 'LATEST' })),
  );
  for (const { triggerName } of listed?.triggers ?? []) await orAbsent(client.deleteTrigger(functionName, triggerName));
  if (concurrency) await orAbsent(client.deleteConcurrencyConfig(functionName));
  await client.deleteFunction(functionName);
}

module.exports = { remove };
