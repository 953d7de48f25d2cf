import * as z from 'zod';
import { parseEventPattern } from './event-pattern.ts';
import { parseSchedule } from './schedule.ts';

/** Known by name, without meaning here. */
const unread = z.unknown().optional();

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
  flow: unread,
  actions: unread,
  resources: z.record(
    z.string(),
    z.strictObject({
      component: z.string(),
      access: z.string().optional(),
      actions: unread,
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
      destinationConfig: unread,
    })
    .prefault({}),
  triggers: z.array(z.discriminatedUnion('triggerType', [httpTrigger, timerTrigger, eventTrigger])).default([]),
  concurrencyConfig: unread,
  cpu: unread,
  customDNS: unread,
  customDomain: unread,
  description: unread,
  disableInjectCredentials: unread,
  diskSize: unread,
  endpoint: unread,
  instanceConcurrency: unread,
  instanceIsolationMode: unread,
  internetAccess: unread,
  logConfig: unread,
  nasConfig: unread,
  ossMountConfig: unread,
  provisionConfig: unread,
  resourceGroupId: unread,
  role: unread,
  scalingConfig: unread,
  tags: unread,
  tracingConfig: unread,
  vpcBinding: unread,
  vpcConfig: unread,
});

export type ServerlessDocument = z.infer<typeof documentSchema>;
export type FunctionProps = z.infer<typeof propsSchema>;
