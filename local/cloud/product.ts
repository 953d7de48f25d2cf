import type { VirtualClock } from './clock.ts';
import type { Progress } from './progress.ts';
import type { User } from './ram/entities.ts';
import type { NewId } from './random.ts';
import type { RoleSession } from './role-session.ts';

/**
 * A product of the local cloud is a folder with a table: one row an action. The table alone drives routing, validation,
 * the shape of responses, the errors that may leave, the docs and the coverage tests; a handler only writes behaviour.
 *
 *   const vpc: Product<VpcState> = { name, version, errors: {code → status, message}, actions: [action({…}), …] }
 */
export interface Product<State> {
  /** The product code as the cloud spells it in endpoints: `vpc`, `alidns`, `cas`, `eas`. */
  readonly name: string;
  /** Value of `x-acs-version`. */
  readonly version: string;
  /** Every error this product can answer with, by code. */
  readonly errors: ErrorTable;
  readonly actions: readonly Action<State>[];
  /** Absent: actions begin with the product's name, and are done to everything. */
  readonly ram?: RamNaming<State>;
}

/** How policies spell what a product does. Source: its page "RAM authorization". */
export interface RamNaming<State> {
  /** What actions begin with: `yundun-cert:UploadUserCertificate`. Absent: the product's name. */
  readonly code?: string;
  /** Its ARNs name no region. */
  readonly isGlobal?: boolean;
  /** Actions that need no permission. */
  readonly unchecked?: readonly string[];
  /** What an action is done to, by the action's name. Absent: an action of that product has no resource but `*`. */
  readonly resources?: Readonly<Record<string, RamResource<State>>>;
}

/**
 * The end of an ARN, after `acs:<code>:<region>:<account>:`, such as `gateway/{GatewayId}`, where a parameter stands in
 * braces (`*` where it was not given); or a whole ARN. Of several, each has to be allowed.
 */
export type RamResource<State> = string | readonly string[] | ((state: State, asking: Asking) => readonly string[]);

/** Who asks, where, with which parameters. */
export interface Asking {
  readonly caller: Caller;
  readonly account: string;
  readonly region: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Where a row comes from: a published document (the default), or what nobody could check. */
export type Source = 'documented' | 'inferred';

/** Error code → how it looks. `{name}` in a message is filled from the values given to {@link ApiError}. */
export type ErrorTable = Readonly<Record<string, ErrorRow>>;

export interface ErrorRow {
  /** HTTP status. */
  readonly status: number;
  /** Others that it may leave with, where the protocol fixes none. */
  readonly alsoStatus?: readonly number[];
  readonly message: string;
  readonly source?: Source;
}

/** A row with its parameter and response types forgotten, as the front door sees it. */
export interface Action<State> {
  readonly name: string;
  readonly style: Style;
  readonly parameters: ParameterTable;
  readonly response: ResponseFields;
  /** Codes of the product's error table that this action may throw. */
  readonly errors: readonly string[];
  readonly idempotency?: Idempotency;
  /** Success without a body; 200 with one unless it is said. */
  readonly answers?: 204;
  readonly handler: (state: State, call: Call<ParameterTable>) => unknown;
}

/** RPC is routed by version and action name; ROA by version, method and a path such as `/api/v2/gateways/{ClusterId}`. */
export type Style = 'RPC' | { readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'; readonly path: string };

/** Repeating a call with the same token and parameters answers what the first one did, and does nothing. */
export interface Idempotency {
  /** Name of the parameter that carries the token. */
  readonly parameter: string;
  /** Error code when a token comes back with other parameters. */
  readonly mismatch: string;
}

export type ParameterTable = Readonly<Record<string, Parameter>>;

/** One request parameter, or one field of an object parameter. */
export interface Parameter {
  /**
   * `query` (default): query string; in RPC the form body counts as well. `body`: a top-level field of the JSON body.
   * `whole-body`: the parsed JSON body itself. `path`: `{Name}` of the path template. `host-header`: the Host header.
   * `header`: the header of that name, in lower case.
   */
  readonly in?: 'query' | 'path' | 'body' | 'whole-body' | 'host-header' | 'header';
  /** `list` and `objects` are flattened in a query (`Tag.1.Key=…`); `json` is one value holding JSON text. */
  readonly type: 'string' | 'integer' | 'number' | 'boolean' | 'json' | 'list' | 'object' | 'objects';
  /** Fields of `object` and `objects`. */
  readonly fields?: ParameterTable;
  readonly required?: boolean;
  readonly default?: string | number | boolean;
  /** Bounds of a number, or of the count of a list. */
  readonly min?: number;
  readonly max?: number;
  readonly maxLength?: number;
  /** Allowed values. `ignoreCase` folds what came to the spelling given here. */
  readonly enum?: readonly string[];
  readonly ignoreCase?: boolean;
  readonly pattern?: RegExp;
  /** Codes used instead of the gateway's `Missing<Name>` and `Invalid<Name>`; both must be in the error table. */
  readonly missingCode?: string;
  readonly invalidCode?: string;
  /** Never written to the journal. */
  readonly secret?: boolean;
  readonly source?: Source;
}

type LeafType = 'string' | 'integer' | 'bigint' | 'number' | 'boolean' | 'json';

/**
 * Type of a response field; `json` is any JSON value, `bigint` an integer beyond 2^53, which leaves as a bare JSON number
 * all the same. Fields nobody could check say so: `'string (inferred)'`.
 */
export type ResponseLeaf = LeafType | `${LeafType} (inferred)`;

/** Fields of a response object: a leaf, a nested object, or a list written as an array with its one kind of item. */
export interface ResponseFields {
  readonly [name: string]: ResponseField;
}
export type ResponseField = ResponseItem | readonly [ResponseItem];
export type ResponseItem = ResponseLeaf | ResponseFields;

/** What a handler is given: who asks, what for, and the world it happens in. */
export interface Call<Parameters extends ParameterTable> {
  /** Id of the account whose key signed the request; a handler shows and touches only what this account owns. */
  readonly account: string;
  readonly caller: Caller;
  readonly region: string;
  /** Parsed, typed and defaulted as the table says. */
  readonly parameters: ValuesOf<Parameters>;
  readonly requestId: string;
  /** Virtual now, ms since the epoch. */
  readonly now: number;
  readonly clock: VirtualClock;
  readonly progress: Progress;
  readonly newId: NewId;
}

export interface Caller {
  readonly accountId: string;
  readonly accessKeyId: string;
  /** True where the request was signed with temporary credentials. */
  readonly temporary: boolean;
  /** Whose policies bind what was asked; neither for the account's own key. */
  readonly user?: User;
  readonly role?: RoleSession;
}

/** The TypeScript values a parameter table lets through. */
export type ValuesOf<Table extends ParameterTable> = {
  readonly [Name in keyof Table]: Table[Name] extends { required: true } | { default: string | number | boolean }
    ? ValueOf<Table[Name]>
    : ValueOf<Table[Name]> | undefined;
};

type ValueOf<P extends Parameter> = P extends { type: 'string'; enum: readonly (infer Value)[] }
  ? Value
  : P extends { type: 'string' }
    ? string
    : P extends { type: 'integer' | 'number' }
      ? number
      : P extends { type: 'boolean' }
        ? boolean
        : P extends { type: 'list' }
          ? readonly string[]
          : P extends { type: 'objects'; fields: infer Fields extends ParameterTable }
            ? readonly ValuesOf<Fields>[]
            : P extends { type: 'object'; fields: infer Fields extends ParameterTable }
              ? ValuesOf<Fields>
              : unknown;

/** The body a handler may return for the response fields it declared. Absent fields do not leave. */
export type BodyOf<Field> = Field extends readonly [infer Item]
  ? readonly BodyOf<Item>[]
  : Field extends `string${string}`
    ? string
    : Field extends `integer${string}` | `number${string}`
      ? number
      : Field extends `bigint${string}`
        ? bigint
        : Field extends `boolean${string}`
          ? boolean
          : Field extends `json${string}`
            ? unknown
            : { readonly [Name in keyof Field]?: BodyOf<Field[Name]> | undefined };

/** `const row = actionsOf<VpcState>()` gives the function that writes one product's rows, each handler typed by its row. */
export function actionsOf<State>() {
  return <const Parameters extends ParameterTable, const Response extends ResponseFields>(
    row: Row<State, Parameters, Response>,
  ): Action<State> => ({ ...row, handler: (state, call) => row.handler(state, call as Call<Parameters>) });
}

interface Row<State, Parameters extends ParameterTable, Response extends ResponseFields> {
  readonly name: string;
  readonly style: Style;
  readonly parameters: Parameters;
  readonly response: Response;
  readonly errors: readonly string[];
  readonly idempotency?: Idempotency;
  readonly answers?: 204;
  readonly handler: (state: State, call: Call<Parameters>) => BodyOf<Response> | Promise<BodyOf<Response>>;
}

/** An error of the product's table, thrown by a handler. One that the action does not list leaves as a 500. */
export class ApiError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly values: Readonly<Record<string, string>>;

  /** @param values what fills the `{name}` places of the table's message */
  constructor(code: Code, values: Readonly<Record<string, string>> = {}) {
    super(code);
    this.name = 'ApiError';
    this.code = code;
    this.values = values;
  }
}

/** A product joined to its state: what the front door routes to. */
export interface MountedProduct {
  readonly name: string;
  readonly version: string;
  readonly errors: ErrorTable;
  readonly actions: readonly MountedAction[];
  readonly ram: MountedRam;
}

export interface MountedRam {
  readonly code: string;
  readonly isGlobal: boolean;
  readonly unchecked: readonly string[];
  /** Ends of ARNs; none where there is only `*`. */
  resourcesOf(action: string, asking: Asking): readonly string[];
}

export interface MountedAction extends Omit<Action<never>, 'handler'> {
  readonly run: (call: Call<ParameterTable>) => unknown;
}

export function mount<State>(product: Product<State>, state: State): MountedProduct {
  const { name, version, errors, actions, ram = {} } = product;
  return {
    ...{ name, version, errors },
    actions: actions.map(({ handler, ...row }) => ({ ...row, run: (call) => handler(state, call) })),
    ram: {
      code: ram.code ?? name,
      isGlobal: ram.isGlobal ?? false,
      unchecked: ram.unchecked ?? [],
      resourcesOf(action, asking) {
        const resource = ram.resources?.[action] ?? [];
        if (typeof resource === 'function') return resource(state, asking);
        const templates = typeof resource === 'string' ? [resource] : resource;
        return templates.map((template) => fill(template, asking.parameters));
      },
    },
  };
}

function fill(template: string, parameters: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_place, name: string) => String(parameters[name] ?? '*'));
}
