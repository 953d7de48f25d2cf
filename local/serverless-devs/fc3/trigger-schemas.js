// One schema for each type of trigger that is deployed from here; `triggerConfig` is as closed as the rest.
const text = { type: 'string' };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const closed = (properties, required = []) => ({ type: 'object', additionalProperties: false, properties, required });

const METHODS = ['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'];
const MODES = { enum: ['event-driven', 'event-streaming'] };

function trigger(type, triggerConfig) {
  return closed(
    {
      triggerName: { type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_-]{0,127}$' },
      triggerType: { const: type },
      triggerConfig,
      description: { type: 'string', maxLength: 256 },
      qualifier: { const: 'LATEST' },
      invocationRole: text,
      sourceArn: text,
    },
    ['triggerName', 'triggerType', 'triggerConfig', ...(type === 'eventbridge' ? ['invocationRole'] : [])],
  );
}

const http = trigger(
  'http',
  closed(
    {
      authType: { enum: ['anonymous', 'function'] },
      methods: { type: 'array', minItems: 1, uniqueItems: true, items: { enum: METHODS } },
      disableURLInternet: flag,
    },
    ['authType', 'methods'],
  ),
);

const timer = trigger(
  'timer',
  closed(
    {
      cronExpression: { type: 'string', pattern: '^(@every ([0-9]+h)?([0-9]+m)?([0-9]+s)?|(\\S+ ){5}\\S+)$' },
      enable: flag,
      payload: text,
    },
    ['cronExpression', 'enable'],
  ),
);

const eventbridge = trigger(
  'eventbridge',
  closed(
    {
      triggerEnable: flag,
      asyncInvocationType: flag,
      eventRuleFilterPattern: { type: 'string', pattern: '^\\s*\\{' },
      eventSourceConfig: closed({ eventSourceType: { const: 'Default' }, eventSourceParameters: closed({}) }, [
        'eventSourceType',
      ]),
      eventSinkConfig: closed(
        {
          deliveryOption: closed({ mode: MODES, eventSchema: { const: 'CloudEvents' }, concurrency: count }, ['mode']),
        },
        ['deliveryOption'],
      ),
      runOptions: closed(
        {
          mode: MODES,
          maximumTasks: count,
          errorsTolerance: { enum: ['ALL', 'NONE'] },
          retryStrategy: closed(
            {
              PushRetryStrategy: { enum: ['BACKOFF_RETRY', 'EXPONENTIAL_DECAY_RETRY'] },
              MaximumEventAgeInSeconds: count,
              MaximumRetryAttempts: count,
            },
            ['PushRetryStrategy'],
          ),
          deadLetterQueue: closed({ Arn: text }, ['Arn']),
          batchWindow: closed({ CountBasedWindow: count, TimeBasedWindow: count }),
        },
        ['mode'],
      ),
    },
    [
      ...['triggerEnable', 'asyncInvocationType', 'eventRuleFilterPattern'],
      ...['eventSourceConfig', 'eventSinkConfig', 'runOptions'],
    ],
  ),
);

module.exports = { triggerSchemas: [http, timer, eventbridge] };
