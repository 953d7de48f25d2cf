/** What the expressions of an s.yaml may refer to. Values are still unresolved: they may hold expressions themselves. */
export interface ExpressionScope {
  vars: Record<string, unknown>;
  /** Props by resource, templates already merged in. */
  props: Record<string, Record<string, unknown>>;
  env: Readonly<Record<string, string>>;
  accountId: string;
}

/** Something in s.yaml that is wrong or that the local runtime does not play. The message begins with its place. */
export class InvalidServerlessYaml extends Error {
  readonly code = 'InvalidServerlessYaml';

  constructor(place: string, why: string) {
    super(`s.yaml, ${place}: ${why}`);
    this.name = 'InvalidServerlessYaml';
  }
}

/**
 * Replaces the expressions in all texts of a value: `${vars.x}`, `${env('X')}`, `${env('X', 'default')}`,
 * `${config('AccountID')}`, `${resources.r.props.p}`, `${this.props.p}`. A text that is one expression takes its type.
 * @param place where the value stands, for messages: `resources.api.props`
 * @param resource whose props `this` means
 * @throws InvalidServerlessYaml for any other expression, for what does not exist and for circles
 */
export function resolveExpressions(value: unknown, place: string, resource: string, scope: ExpressionScope): unknown {
  return resolveValue(value, { place, resource, scope, within: [] });
}

interface Position {
  place: string;
  resource: string;
  scope: ExpressionScope;
  /** The places that are being resolved, outermost first. */
  within: string[];
}

function resolveValue(value: unknown, at: Position): unknown {
  if (typeof value === 'string') return resolveText(value, at);
  if (Array.isArray(value)) {
    return value.map((element, index) => resolveValue(element, { ...at, place: `${at.place}[${index}]` }));
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, resolveValue(field, { ...at, place: `${at.place}.${name}` })]),
  );
}

/** `${…}`, where a quoted text inside may hold a `}`. */
const EXPRESSION = /\$\{((?:'[^']*'|"[^"]*"|[^}'"])*)\}/g;

function resolveText(text: string, at: Position): unknown {
  const [whole] = [...text.matchAll(EXPRESSION)].filter((match) => match[0] === text);
  if (whole) return evaluate(whole[1] ?? '', at);
  const resolved = text.replace(EXPRESSION, (_, expression: string) => {
    const value = evaluate(expression, at);
    if (typeof value === 'object') {
      throw new InvalidServerlessYaml(at.place, `\${${expression}} is no text, number or boolean`);
    }
    return String(value);
  });
  return resolved;
}

const PATH = String.raw`[\w-]+(?:\.[\w-]+)*`;
const VARS = new RegExp(`^vars\\.(${PATH})$`);
const THIS = new RegExp(`^this\\.props\\.(${PATH})$`);
const OTHER = new RegExp(`^resources\\.([\\w-]+)\\.props\\.(${PATH})$`);
const ENV = /^env\(\s*(?:'([^']*)'|"([^"]*)")\s*(?:,\s*(?:'([^']*)'|"([^"]*)")\s*)?\)$/;
const ACCOUNT_ID = /^config\(\s*(?:'AccountID'|"AccountID")\s*\)$/;

function evaluate(written: string, at: Position): unknown {
  const expression = written.trim();
  const { scope } = at;

  const variable = VARS.exec(expression)?.[1];
  if (variable) return follow(scope.vars, variable, 'vars', at);

  const own = THIS.exec(expression)?.[1];
  if (own) return follow(scope.props[at.resource], own, `resources.${at.resource}.props`, at);

  const [, resource, property] = OTHER.exec(expression) ?? [];
  if (resource && property) {
    const props = Object.hasOwn(scope.props, resource) ? scope.props[resource] : undefined;
    if (!props) throw new InvalidServerlessYaml(at.place, `\${${expression}}: there is no resource "${resource}"`);
    return follow(props, property, `resources.${resource}.props`, { ...at, resource });
  }

  const env = ENV.exec(expression);
  if (env) {
    const name = env[1] ?? env[2] ?? '';
    const value = (Object.hasOwn(scope.env, name) ? scope.env[name] : undefined) ?? env[3] ?? env[4];
    if (value === undefined) {
      throw new InvalidServerlessYaml(at.place, `\${${expression}}: ${name} is not set and has no default`);
    }
    return value;
  }

  if (ACCOUNT_ID.test(expression)) return scope.accountId;
  throw new InvalidServerlessYaml(at.place, `the expression \${${written}} is not played`);
}

/** Walks to `path` below `root`, and resolves what stands there as if it stood where it is read. */
function follow(root: unknown, path: string, rootPlace: string, at: Position): unknown {
  const target = `${rootPlace}.${path}`;
  let value = root;
  for (const name of path.split('.')) {
    const inside: Record<string, unknown> = typeof value === 'object' && value !== null ? { ...value } : {};
    if (!Object.hasOwn(inside, name)) throw new InvalidServerlessYaml(at.place, `there is no ${target}`);
    value = inside[name];
  }
  if (at.within.includes(target)) {
    throw new InvalidServerlessYaml(at.place, `a circle: ${[...at.within, target].join(' → ')}`);
  }
  return resolveValue(value, { ...at, place: target, within: [...at.within, target] });
}
