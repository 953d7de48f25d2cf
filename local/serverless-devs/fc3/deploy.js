const fc = require('@alicloud/fc20230330');
const { orAbsent } = require('./clients.js');
const { info } = require('./info.js');
const { packageCode } = require('./package-code.js');
const { functionFields } = require('./props.js');
const { LATEST, readRemote } = require('./remote.js');

/** In fc3's order: read everything, bring the code, the function, its triggers, its configurations; read back. */
async function deploy(at) {
  const remote = await readRemote(at);
  const code = await uploadCode(at, remote.deployed?.codeChecksum);
  await deployFunction(at, code);
  await deployTriggers(at);
  await deployConfigurations(at, remote);
  return info(at);
}

/** @returns where the code is, or undefined where the deployed code is the same */
async function uploadCode({ props, directory, upload, logger }, deployedChecksum) {
  if (typeof props.code !== 'string') return props.code;
  const { zip, checksum } = packageCode(props.code, directory);
  if (checksum === deployedChecksum) {
    logger.debug?.(`the code of ${props.functionName} is unchanged`);
    return undefined;
  }
  return upload(zip);
}

async function deployFunction({ client, props }, code) {
  const { functionName } = props;
  const fields = { ...functionFields(props), ...(code && { code: new fc.InputCodeLocation(code) }) };
  const known = await orAbsent(client.getFunction(functionName, new fc.GetFunctionRequest({})));
  if (known) {
    const body = new fc.UpdateFunctionInput(fields);
    await client.updateFunction(functionName, new fc.UpdateFunctionRequest({ body }));
  } else {
    await client.createFunction(new fc.CreateFunctionRequest({ body: new fc.CreateFunctionInput(fields) }));
  }
}

async function deployTriggers({ client, props }) {
  for (const trigger of props.triggers) {
    const { triggerName, triggerType, triggerConfig, qualifier, description, invocationRole, sourceArn } = trigger;
    const known = await orAbsent(client.getTrigger(props.functionName, triggerName));
    const settings = {
      ...{ triggerName, triggerType, qualifier, description, invocationRole, sourceArn },
      triggerConfig: JSON.stringify(triggerConfig),
    };
    if (known) {
      const body = new fc.UpdateTriggerInput(settings);
      await client.updateTrigger(props.functionName, triggerName, new fc.UpdateTriggerRequest({ body }));
    } else {
      const body = new fc.CreateTriggerInput(settings);
      await client.createTrigger(props.functionName, new fc.CreateTriggerRequest({ body }));
    }
  }
}

async function deployConfigurations({ client, props }, remote) {
  const { functionName: name, asyncInvokeConfig, scalingConfig, concurrencyConfig } = props;
  if (asyncInvokeConfig) {
    const { qualifier: _latest, ...config } = { destinationConfig: {}, ...asyncInvokeConfig };
    const body = new fc.PutAsyncInvokeConfigInput(config);
    await client.putAsyncInvokeConfig(name, new fc.PutAsyncInvokeConfigRequest({ ...LATEST, body }));
  }
  if (scalingConfig) {
    const body = new fc.PutScalingConfigInput(scalingConfig);
    await client.putScalingConfig(name, new fc.PutScalingConfigRequest({ ...LATEST, body }));
  }
  if (concurrencyConfig) {
    const body = new fc.PutConcurrencyInput(concurrencyConfig);
    await client.putConcurrencyConfig(name, new fc.PutConcurrencyConfigRequest({ body }));
  } else if (remote.concurrencyConfig) {
    await client.deleteConcurrencyConfig(name);
  }
}

module.exports = { deploy };
