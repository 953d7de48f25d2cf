import * as z from 'zod';
import { parseEventPattern } from './event-pattern.ts';
import { parseSchedule } from './schedule.ts';

/** `pre-deploy: [{run: npm run build}]` */
const actionsSchema = z
  .record(
    z
      .string()
      .regex(
        /^(pre|success|fail|complete)-(deploy|remove|build|plan|info|verify|invoke|local|logs)$/,
        'expected pre-, success-, fail- or complete-, and a command',
      ),
    z.array(
      z.union([
        z.strictObject({ run: z.string(), path: z.string().optional(), allow_failure: z.boolean().optional() }),
        z.strictObject({ plugin: z.string(), args: z.unknown().optional() }),
        z.strictObject({ component: z.string() }),
      ]),
    ),
  )
  .optional();

/**
 * What an s.yaml (edition 3.0.0) may say, closed: Serverless Devs itself lets misspelt keys pass and deploys without them.
 * Keys that the local runtime has no use for are known by name only.
 */
export const documentSchema = z.strictObject({
  edition: z.literal('3.0.0'),
  name: z.string(),
  access: z.string().optional(),
  vars: z.record(z.string(), z.unknown()).default({}),
  template: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  flow: z.partialRecord(z.enum(['deploy', 'remove']), z.array(z.array(z.string()))).optional(),
  actions: actionsSchema,
  resources: z.record(
    z.string(),
    z.strictObject({
      component: z.string(),
      access: z.string().optional(),
      actions: actionsSchema,
      extend: z.strictObject({ name: z.string(), ignore: z.array(z.string()).default([]) }).optional(),
      props: z.record(z.string(), z.unknown()).default({}),
    }),
  ),
});

/** Refines with a parser of our own, whose error becomes the message. */
function parsedBy(parse: (text: string) => unknown) {
  return z.string().superRefine((text, context) => {
    try {
      parse(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  });
}

const named = {
  triggerName: z.string().min(1),
  description: z.string().optional(),
  qualifier: z.literal('LATEST').optional(),
  invocationRole: z.string().optional(),
  sourceArn: z.string().optional(),
};

const httpTrigger = z.strictObject({
  ...named,
  triggerType: z.literal('http'),
  triggerConfig: z.strictObject({
    authType: z.enum(['anonymous', 'function'], 'only anonymous and function are played').default('function'),
    methods: z.array(z.enum(['GET', 'POST', 'PUT', 'DELETE', 'HEAD', 'PATCH', 'OPTIONS'])).min(1),
    disableURLInternet: z.boolean().optional(),
  }),
});

const timerTrigger = z.strictObject({
  ...named,
  triggerType: z.literal('timer'),
  triggerConfig: z.strictObject({
    cronExpression: parsedBy(parseSchedule),
    enable: z.boolean(),
    payload: z.string().default(''),
  }),
});

/** The component requires all six keys. */
const eventTrigger = z.strictObject({
  ...named,
  triggerType: z.literal('eventbridge'),
  triggerConfig: z.strictObject({
    triggerEnable: z.boolean(),
    asyncInvocationType: z.literal(true, 'only asynchronous delivery is played'),
    eventRuleFilterPattern: parsedBy(parseEventPattern),
    eventSourceConfig: z.strictObject({
      eventSourceType: z.literal('Default', 'only the default bus is played'),
      eventSourceParameters: z.record(z.string(), z.unknown()).optional(),
    }),
    eventSinkConfig: z.strictObject({
      deliveryOption: z.strictObject({
        mode: z.enum(['event-driven', 'event-streaming']),
        eventSchema: z.literal('CloudEvents').optional(),
        concurrency: z.number().optional(),
      }),
    }),
    runOptions: z.strictObject({
      mode: z.enum(['event-driven', 'event-streaming']),
      maximumTasks: z.number().optional(),
      errorsTolerance: z.enum(['ALL', 'NONE']).optional(),
      retryStrategy: z
        .strictObject({
          PushRetryStrategy: z.enum(['BACKOFF_RETRY', 'EXPONENTIAL_DECAY_RETRY']),
          MaximumEventAgeInSeconds: z.number().optional(),
          MaximumRetryAttempts: z.number().optional(),
        })
        .optional(),
      deadLetterQueue: z.strictObject({ Arn: z.string() }).optional(),
      batchWindow: z.strictObject({ CountBasedWindow: z.number(), TimeBasedWindow: z.number() }).optional(),
    }),
  }),
});

const destination = z.strictObject({ destination: z.string() }).optional();
const hook = z.strictObject({ handler: z.string(), timeout: z.int().min(1).max(300).optional() }).optional();

/** What is deployed and not played: read all the same, so that nothing in it is misspelt. */
const deployedOnly = {
  description: z.string().max(256).optional(),
  role: z.string().optional(),
  cpu: z.number().min(0.05).max(16).optional(),
  diskSize: z.union([z.literal(512), z.literal(10_240)]).optional(),
  disableInjectCredentials: z.enum(['None', 'Env', 'Request', 'All']).optional(),
  internetAccess: z.boolean().optional(),
  instanceConcurrency: z.int().min(1).max(200).optional(),
  resourceGroupId: z.string().optional(),
  endpoint: z.string().optional(),
  tags: z.array(z.strictObject({ key: z.string(), value: z.string() })).optional(),
  concurrencyConfig: z.strictObject({ reservedConcurrency: z.int().min(0) }).optional(),
  scalingConfig: z
    .strictObject({
      minInstances: z.int().min(0).optional(),
      residentPoolId: z.string().optional(),
      enableOnDemandScaling: z.boolean().optional(),
    })
    .optional(),
  logConfig: z
    .strictObject({
      project: z.string(),
      logstore: z.string(),
      enableRequestMetrics: z.boolean().optional(),
      enableInstanceMetrics: z.boolean().optional(),
      logBeginRule: z.enum(['DefaultRegex', 'None']).optional(),
    })
    .optional(),
  vpcConfig: z
    .strictObject({ vpcId: z.string(), vSwitchIds: z.array(z.string()), securityGroupId: z.string() })
    .optional(),
  instanceLifecycleConfig: z.strictObject({ initializer: hook, preStop: hook }).optional(),
};

/** The API's own limits (documented). */
const environmentSchema = z
  .record(z.string().regex(/^(?!FC_)[A-Za-z][A-Za-z0-9_]*$/, 'no name for a variable of one’s own'), z.string())
  .refine((variables) => Buffer.byteLength(Object.entries(variables).flat().join('')) <= 4096, 'more than 4 KB in all')
  .default({});

export const propsSchema = z.strictObject({
  region: z.string(),
  functionName: z.string().regex(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/),
  runtime: z.literal('nodejs20', 'only nodejs20 is played'),
  handler: z.string().regex(/^[\w./-]+\.\w+$/, 'expected file.export, such as index.handler'),
  code: z.string('only a folder is played'),
  timeout: z.int().min(1).max(86_400).default(3),
  memorySize: z.int().min(128).max(32_768).multipleOf(64).default(512),
  environmentVariables: environmentSchema,
  asyncInvokeConfig: z
    .strictObject({
      asyncTask: z.boolean().default(false),
      maxAsyncRetryAttempts: z.int().min(0).max(8).default(3),
      maxAsyncEventAgeInSeconds: z.int().min(1).max(604_800).default(86_400),
      qualifier: z.literal('LATEST').optional(),
      destinationConfig: z.strictObject({ onSuccess: destination, onFailure: destination }).optional(),
    })
    .prefault({}),
  triggers: z.array(z.discriminatedUnion('triggerType', [httpTrigger, timerTrigger, eventTrigger])).default([]),
  ...deployedOnly,
});

export type ServerlessDocument = z.infer<typeof documentSchema>;
export type FunctionProps = z.infer<typeof propsSchema>;
