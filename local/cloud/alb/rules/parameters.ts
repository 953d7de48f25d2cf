import type { ParameterTable, ValuesOf } from '../../product.ts';
import { NAME } from '../names.ts';
import { newTags } from '../tags.ts';

const values = { type: 'list', max: 10 } as const;

const KEY_VALUES = {
  type: 'object',
  fields: {
    Values: {
      type: 'objects',
      max: 10,
      fields: { Key: { type: 'string', maxLength: 100 }, Value: { type: 'string', maxLength: 128 } },
    },
  },
} as const;

const VALUES = { type: 'object', fields: { Values: values } } as const;

/** One to forty letters, digits, `_` and `-`. */
const HEADER_KEY = /^[A-Za-z0-9_-]{1,40}$/;
const HEADER = { type: 'object', fields: { Key: { type: 'string', pattern: HEADER_KEY }, Values: values } } as const;

const conditionFields = {
  Type: {
    type: 'string',
    required: true,
    enum: [
      'Host',
      'Path',
      'Header',
      'QueryString',
      'Method',
      'Cookie',
      'SourceIp',
      'ResponseHeader',
      'ResponseStatusCode',
    ],
  },
  HostConfig: VALUES,
  PathConfig: VALUES,
  HeaderConfig: HEADER,
  QueryStringConfig: KEY_VALUES,
  MethodConfig: VALUES,
  CookieConfig: KEY_VALUES,
  SourceIpConfig: VALUES,
  ResponseHeaderConfig: HEADER,
  ResponseStatusCodeConfig: VALUES,
} as const satisfies ParameterTable;

const list = { type: 'list' } as const;

const actionFields = {
  Order: { type: 'integer', required: true, min: 1, max: 50_000 },
  Type: {
    type: 'string',
    required: true,
    enum: [
      'ForwardGroup',
      'Redirect',
      'FixedResponse',
      'Rewrite',
      'InsertHeader',
      'RemoveHeader',
      'TrafficLimit',
      'TrafficMirror',
      'Cors',
    ],
  },
  ForwardGroupConfig: {
    type: 'object',
    fields: {
      ServerGroupTuples: {
        type: 'objects',
        required: true,
        min: 1,
        max: 5,
        fields: {
          ServerGroupId: { type: 'string', required: true },
          Weight: { type: 'integer', min: 0, max: 100 },
        },
      },
      ServerGroupStickySession: {
        type: 'object',
        fields: { Enabled: { type: 'boolean' }, Timeout: { type: 'integer', min: 1, max: 86_400 } },
      },
    },
  },
  RedirectConfig: {
    type: 'object',
    fields: {
      Host: { type: 'string', maxLength: 128 },
      HttpCode: { type: 'string', enum: ['301', '302', '303', '307', '308'] },
      Path: { type: 'string', maxLength: 128 },
      Port: { type: 'string', pattern: /^(\$\{port\}|\d{1,5})?$/ },
      Protocol: { type: 'string', enum: [`$\{protocol}`, 'HTTP', 'HTTPS'] },
      Query: { type: 'string', maxLength: 128 },
    },
  },
  FixedResponseConfig: {
    type: 'object',
    fields: {
      Content: { type: 'string', required: true, maxLength: 1024, pattern: /^\p{ASCII}*$/u },
      ContentType: {
        type: 'string',
        enum: ['text/plain', 'text/css', 'text/html', 'application/javascript', 'application/json'],
      },
      /** "Numeric string" by the text, `HTTP_200` by the example. */
      HttpCode: { type: 'string', pattern: /^(HTTP_)?[245]\d\d$/ },
    },
  },
  RewriteConfig: {
    type: 'object',
    fields: {
      Host: { type: 'string', maxLength: 128 },
      Path: { type: 'string', maxLength: 128 },
      Query: { type: 'string', maxLength: 128 },
    },
  },
  InsertHeaderConfig: {
    type: 'object',
    fields: {
      Key: { type: 'string', required: true, pattern: HEADER_KEY },
      Value: { type: 'string', maxLength: 128 },
      ValueType: { type: 'string', enum: ['UserDefined', 'ReferenceHeader', 'SystemDefined'] },
      CoverEnabled: { type: 'boolean' },
    },
  },
  RemoveHeaderConfig: { type: 'object', fields: { Key: { type: 'string', required: true, pattern: HEADER_KEY } } },
  TrafficLimitConfig: {
    type: 'object',
    fields: {
      QPS: { type: 'integer', min: 1, max: 1_000_000 },
      PerIpQps: { type: 'integer', min: 1, max: 1_000_000 },
    },
  },
  TrafficMirrorConfig: {
    type: 'object',
    fields: {
      TargetType: { type: 'string', enum: ['ForwardGroupMirror'] },
      MirrorGroupConfig: {
        type: 'object',
        fields: {
          ServerGroupTuples: {
            type: 'objects',
            required: true,
            min: 1,
            fields: {
              ServerGroupId: { type: 'string', required: true },
              Weight: { type: 'integer', min: 0, max: 100 },
            },
          },
        },
      },
    },
  },
  CorsConfig: {
    type: 'object',
    fields: {
      AllowOrigin: list,
      AllowMethods: list,
      AllowHeaders: list,
      ExposeHeaders: list,
      AllowCredentials: { type: 'string', enum: ['on', 'off'] },
      MaxAge: { type: 'integer', min: -1, max: 172_800 },
    },
  },
} as const satisfies ParameterTable;

export type RuleCondition = ValuesOf<typeof conditionFields>;
export type RuleAction = ValuesOf<typeof actionFields>;

/** What a rule is; in an update each part may stay away. */
export const ruleParts = {
  Priority: { type: 'integer', min: 1, max: 10_000 },
  RuleName: { type: 'string', pattern: NAME },
  RuleConditions: { type: 'objects', min: 1, max: 100, fields: conditionFields },
  RuleActions: { type: 'objects', min: 1, max: 100, fields: actionFields },
} as const satisfies ParameterTable;

export const newRule = {
  Priority: { ...ruleParts.Priority, required: true },
  RuleName: { ...ruleParts.RuleName, required: true },
  RuleConditions: { ...ruleParts.RuleConditions, required: true },
  RuleActions: { ...ruleParts.RuleActions, required: true },
  /** Basic instances have no rules for responses. */
  Direction: { type: 'string', enum: ['Request', 'Response'], default: 'Request' },
  Tag: newTags,
} as const satisfies ParameterTable;
