// What props may say, closed: fc3's own schema lets misspelt keys pass, and deploys without what they meant.
const { triggerSchemas } = require('./trigger-schemas.js');

const text = { type: 'string' };
const flag = { type: 'boolean' };
const texts = { type: 'array', items: text };
const closed = (properties, required = []) => ({ type: 'object', additionalProperties: false, properties, required });

const destination = closed({ destination: text }, ['destination']);
const hook = closed({ handler: text, command: texts, timeout: { type: 'integer', minimum: 1, maximum: 300 } });

const schema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  ...closed(
    {
      region: { type: 'string', pattern: '^(cn|ap|us|eu|me|na|sa)-[a-z0-9-]+$' },
      functionName: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_-]{0,63}$' },
      description: { type: 'string', maxLength: 256 },
      runtime: {
        enum: [
          ...['nodejs20', 'nodejs18', 'nodejs16', 'python3.12', 'python3.10', 'python3.9', 'java11', 'java8', 'go1'],
          ...['custom', 'custom.debian10', 'custom.debian11', 'custom.debian12', 'custom-container'],
        ],
      },
      handler: text,
      code: { anyOf: [text, closed({ src: text, ossBucketName: text, ossObjectName: text })] },
      // In steps of 0.05, which binary fractions cannot be asked for.
      cpu: { type: 'number', minimum: 0.05, maximum: 16 },
      memorySize: { type: 'integer', minimum: 128, maximum: 32768, multipleOf: 64 },
      diskSize: { enum: [512, 10240] },
      timeout: { type: 'integer', minimum: 1, maximum: 86400 },
      instanceConcurrency: { type: 'integer', minimum: 1, maximum: 200 },
      environmentVariables: {
        type: 'object',
        propertyNames: { pattern: '^(?!FC_)[A-Za-z][A-Za-z0-9_]*$' },
        additionalProperties: text,
      },
      role: text,
      disableInjectCredentials: { enum: ['None', 'Env', 'Request', 'All'] },
      internetAccess: flag,
      layers: texts,
      tags: { type: 'array', items: closed({ key: text, value: text }, ['key', 'value']) },
      resourceGroupId: text,
      endpoint: text,
      asyncInvokeConfig: closed({
        asyncTask: flag,
        maxAsyncRetryAttempts: { type: 'integer', minimum: 0, maximum: 8 },
        maxAsyncEventAgeInSeconds: { type: 'integer', minimum: 1, maximum: 604800 },
        qualifier: { const: 'LATEST' },
        destinationConfig: closed({ onSuccess: destination, onFailure: destination }),
      }),
      concurrencyConfig: closed({ reservedConcurrency: { type: 'integer', minimum: 0 } }, ['reservedConcurrency']),
      scalingConfig: closed({
        minInstances: { type: 'integer', minimum: 0 },
        residentPoolId: text,
        enableOnDemandScaling: flag,
      }),
      logConfig: closed(
        {
          project: text,
          logstore: text,
          enableRequestMetrics: flag,
          enableInstanceMetrics: flag,
          logBeginRule: { enum: ['DefaultRegex', 'None'] },
        },
        ['project', 'logstore'],
      ),
      vpcConfig: closed({ vpcId: text, vSwitchIds: texts, securityGroupId: text }, [
        'vpcId',
        'vSwitchIds',
        'securityGroupId',
      ]),
      instanceLifecycleConfig: closed({ initializer: hook, preStop: hook }),
      triggers: { type: 'array', maxItems: 50, items: { oneOf: triggerSchemas } },
    },
    ['region', 'functionName', 'runtime', 'handler', 'code'],
  ),
};

module.exports = { schema };
