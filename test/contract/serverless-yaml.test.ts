// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are the expressions of s.yaml
import { describe, expect, it } from 'vitest';
import { InvalidServerlessYaml } from '../../local/runtime/serverless-expressions.ts';
import { parseServerlessYaml } from '../../local/runtime/serverless-yaml.ts';

const parse = (text: string, env: Record<string, string> = {}) =>
  parseServerlessYaml(text, { directory: '/project', env, accountId: '1234567890123456' });

const WHOLE = `
edition: 3.0.0
name: acme
access: default
vars:
  region: cn-hangzhou
  prefix: acme
  timeouts: {worker: 120}
template:
  base:
    region: \${vars.region}
    runtime: nodejs20
    memorySize: 1024
    cpu: 0.5
    diskSize: 512
    timeout: 60
    environmentVariables: {STAGE: "\${env('STAGE', 'dev')}", SHARED: base}
flow:
  deploy: [[worker], [api]]
actions:
  pre-deploy: [{run: npm run build}]
resources:
  worker:
    component: \${env('FC3_COMPONENT','fc3')}
    extend: {name: base, ignore: [cpu, memorySize]}
    props:
      functionName: \${vars.prefix}-worker
      handler: index.handler
      code: ./dist/worker
      timeout: \${vars.timeouts.worker}
      role: acme-fc-role
      asyncInvokeConfig: {asyncTask: true, maxAsyncRetryAttempts: 2, maxAsyncEventAgeInSeconds: 3600}
      environmentVariables:
        SHARED: worker
        ARN: "acs:fc:\${vars.region}:\${config('AccountID')}:functions/\${this.props.functionName}"
      triggers:
        - {triggerName: tick, triggerType: timer, triggerConfig: {cronExpression: '@every 5m', enable: true, payload: '{"kind":"tick"}'}}
        - triggerName: declared
          triggerType: eventbridge
          invocationRole: acs:ram::1234567890123456:role/events
          triggerConfig:
            triggerEnable: true
            asyncInvocationType: true
            eventRuleFilterPattern: '{"source":["torii"],"type":[{"prefix":"torii.gateway."}]}'
            eventSourceConfig: {eventSourceType: Default, eventSourceParameters: {}}
            eventSinkConfig: {deliveryOption: {mode: event-driven, eventSchema: CloudEvents}}
            runOptions:
              mode: event-driven
              errorsTolerance: ALL
              retryStrategy: {PushRetryStrategy: BACKOFF_RETRY, MaximumEventAgeInSeconds: 3600, MaximumRetryAttempts: 3}
  api:
    component: fc3
    extend: {name: base}
    props:
      functionName: acme-api
      handler: lib/api.main
      code: ./dist/api
      environmentVariables:
        WORKER_FN: \${resources.worker.props.functionName}
        WORKER_ARN: \${resources.worker.props.environmentVariables.ARN}
      triggers:
        - {triggerName: http, triggerType: http, triggerConfig: {authType: function, methods: [GET, POST]}}
  domain:
    component: fc3-domain
    props: {anything: goes}
`;

describe('s.yaml declares functions', () => {
  it('with templates, variables and expressions resolved', () => {
    const [worker, api, ...more] = parse(WHOLE, { STAGE: 'test' });

    expect(more).toEqual([]);
    expect(worker).toMatchObject({
      name: 'acme-worker',
      resource: 'worker',
      handler: { file: 'index', export: 'handler' },
      codeDir: '/project/dist/worker',
      region: 'cn-hangzhou',
      runtime: 'nodejs20',
      timeoutSeconds: 120,
      memoryMb: 512,
      environment: {
        STAGE: 'test',
        SHARED: 'worker',
        ARN: 'acs:fc:cn-hangzhou:1234567890123456:functions/acme-worker',
      },
      asyncInvokeConfig: { asyncTask: true, maxAsyncRetryAttempts: 2, maxAsyncEventAgeInSeconds: 3600 },
    });
    expect(api).toMatchObject({
      name: 'acme-api',
      handler: { file: 'lib/api', export: 'main' },
      timeoutSeconds: 60,
      memoryMb: 1024,
      environment: {
        STAGE: 'test',
        SHARED: 'base',
        WORKER_FN: 'acme-worker',
        WORKER_ARN: 'acs:fc:cn-hangzhou:1234567890123456:functions/acme-worker',
      },
      asyncInvokeConfig: { asyncTask: false, maxAsyncRetryAttempts: 3, maxAsyncEventAgeInSeconds: 86_400 },
      triggers: [{ type: 'http', name: 'http', authType: 'function', methods: ['GET', 'POST'] }],
    });
  });

  it('with their triggers', () => {
    const [tick, declared] = parse(WHOLE)[0]?.triggers ?? [];

    expect(tick).toMatchObject({ type: 'timer', name: 'tick', enabled: true, payload: '{"kind":"tick"}' });
    expect(tick?.type === 'timer' && tick.schedule.nextAfter(0)).toBe(300_000);
    expect(declared).toEqual({
      type: 'eventbridge',
      name: 'declared',
      enabled: true,
      mode: 'event-driven',
      pattern: {
        source: [{ form: 'exact', text: 'torii' }],
        type: [{ form: 'prefix', text: 'torii.gateway.' }],
      },
    });
  });

  it('with the defaults of the component', () => {
    const [hello] = parse(minimal());

    expect(hello).toMatchObject({ timeoutSeconds: 3, memoryMb: 512, environment: {}, triggers: [] });
  });

  it('through a path where FC3_COMPONENT stands in for the component', () => {
    expect(parse(WHOLE, { FC3_COMPONENT: './test/recorder' }).map(({ name }) => name)).toEqual([
      'acme-worker',
      'acme-api',
    ]);
  });
});

describe('an expression', () => {
  it.each([
    ["${env('SIZE')}", 'from the environment'],
    ["${ env( 'NONE' , 'a } b' ) }", 'a } b'],
    ['${env("NONE", "")}', ''],
    ["a ${vars.region} b ${config('AccountID')} c", 'a cn-hangzhou b 1234567890123456 c'],
    ['${vars.indirect}', 'cn-hangzhou!'],
    ['${this.props.functionName}', 'hello'],
    ['${resources.hello.props.timeout}s', '3s'],
    ['$5 and {braces}', '$5 and {braces}'],
  ])('%s gives "%s"', (written, value) => {
    const yaml = minimal(`
      timeout: 3
      environmentVariables: {X: ${JSON.stringify(written)}}`);

    expect(parse(yaml, { SIZE: 'from the environment' })[0]?.environment).toEqual({ X: value });
  });

  it.each([
    ["${file('./secrets')}", "${file('./secrets')} is not played"],
    ["${path('..')}", 'is not played'],
    ['${resources.hello.output.arn}', 'is not played'],
    ["${config('AccessKeySecret')}", 'is not played'],
    ["${env('NONE')}", 'NONE is not set and has no default'],
    ['${vars.missing}', 'there is no vars.missing'],
    ['${vars.region.deeper}', 'there is no vars.region.deeper'],
    ['${vars.constructor}', 'there is no vars.constructor'],
    ['${this.props.missing}', 'there is no resources.hello.props.missing'],
    ['${resources.nobody.props.x}', 'there is no resource "nobody"'],
    ['${vars.circle}', 'a circle: vars.circle → vars.back → vars.circle'],
    ['an ${vars.object}', 'is no text'],
  ])('%s is refused, naming the place', (written, why) => {
    const yaml = minimal(`\n      environmentVariables: {X: ${JSON.stringify(written)}}`);

    expect(() => parse(yaml)).toThrow(InvalidServerlessYaml);
    expect(() => parse(yaml)).toThrow(why);
    if (!written.includes('circle')) expect(() => parse(yaml)).toThrow('resources.hello.props.environmentVariables.X');
  });
});

describe('what Serverless Devs would let pass is refused', () => {
  const trigger = (text: string) => `\n      triggers: [{triggerName: t, ${text}}]`;
  it.each([
    ['a misspelt prop', '\n      memmorySize: 512', '"memmorySize"'],
    [
      'a misspelt trigger key',
      trigger('triggerType: http, triggerConfig: {authTyp: function, methods: [GET]}'),
      '"authTyp"',
    ],
    [
      'a numeric schedule',
      trigger('triggerType: timer, triggerConfig: {cronExpression: 5, enable: true}'),
      'cronExpression',
    ],
    [
      'a bad schedule',
      trigger("triggerType: timer, triggerConfig: {cronExpression: '* * *', enable: true}"),
      '6 fields',
    ],
    ['a trigger that is not played', trigger('triggerType: oss, triggerConfig: {}'), 'triggers[0].triggerType'],
    [
      'an authentication that is not played',
      trigger('triggerType: http, triggerConfig: {authType: jwt, methods: [GET]}'),
      'anonymous and function',
    ],
    ['a variable that is no text', '\n      environmentVariables: {PORT: 80}', 'environmentVariables.PORT'],
    ["one of the platform's variables", '\n      environmentVariables: {FC_REGION: x}', 'FC_REGION'],
    ['too many variables', `\n      environmentVariables: {X: ${'x'.repeat(4096)}}`, '4 KB'],
    ['a timeout over a day', '\n      timeout: 86401', 'props.timeout'],
    ['memory that is not sold', '\n      memorySize: 500', 'props.memorySize'],
    [
      'two triggers of one name',
      `
      triggers:
        - {triggerName: t, triggerType: timer, triggerConfig: {cronExpression: '@every 1m', enable: true}}
        - {triggerName: t, triggerType: timer, triggerConfig: {cronExpression: '@every 2m', enable: true}}`,
      'two triggers are called "t"',
    ],
  ])('%s', (_case, props, why) => {
    expect(() => parse(minimal(props))).toThrow(InvalidServerlessYaml);
    expect(() => parse(minimal(props))).toThrow(why);
  });

  it.each([
    ['another edition', minimal().replace('3.0.0', '1.0.0'), 'edition'],
    ['an unknown key at the top', `${minimal()}\nresource: {}`, '"resource"'],
    [
      'a template that is not there',
      minimal().replace('component: fc3', 'component: fc3\n    extend: {name: base}'),
      'no template "base"',
    ],
    ['another component', minimal().replace('component: fc3', 'component: website'), '"website"'],
    ['another runtime', minimal().replace('nodejs20', 'nodejs22'), 'nodejs20'],
    ['a missing handler', minimal().replace('handler: index.handler', ''), 'props.handler'],
    [
      'two functions of one name',
      minimal().replace(
        'resources:',
        `resources:\n  twin: {component: fc3, props: {region: r, functionName: hello, runtime: nodejs20, handler: a.b, code: .}}`,
      ),
      'called "hello" already',
    ],
    ['text that is no YAML', 'edition: [', 'line 1'],
    ['nothing', '', 'top level'],
  ])('%s', (_case, text, why) => {
    expect(() => parse(text)).toThrow(InvalidServerlessYaml);
    expect(() => parse(text)).toThrow(why);
  });
});

/** One function, with more props on lines of their own, indented by six. */
function minimal(props = ''): string {
  return `
edition: 3.0.0
name: acme
vars: {region: cn-hangzhou, indirect: "\${vars.region}!", circle: "\${vars.back}", back: "\${vars.circle}", object: {a: 1}}
resources:
  hello:
    component: fc3
    props:
      region: \${vars.region}
      functionName: hello
      runtime: nodejs20
      handler: index.handler
      code: ./dist/hello${props}
`;
}
