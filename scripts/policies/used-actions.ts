import { existsSync, readFileSync } from 'node:fs';
import ts from 'typescript';
import {
  FUNCTION_RESOURCES,
  type FunctionResource,
  type UsedActions,
} from '../../operator/policies/function-resource.ts';
import { clientMethods } from './client-methods.ts';
import { type Ports, reachableUses, type Use } from './reachable-uses.ts';

/** What leaves the process otherwise than through a client of `shared/cloud`. */
const PORTS = {
  'shared/state/store.ts': 'Store',
  'shared/events/event-bus.ts': 'EventBus',
  'shared/function-compute/invoker.ts': 'Invoker',
} as const;

/** Read by the compiler from each function's handler on. */
export function readUsedActions(root: string): UsedActions {
  const handlers = FUNCTION_RESOURCES.map((name) => `${root}functions/${name}/handler.ts`);
  const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root, undefined, undefined, undefined);
  const program = ts.createProgram(handlers, options);
  const checker = program.getTypeChecker();
  const clients = clientMethods(
    checker,
    program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(`${root}shared/cloud/`)),
  );
  const ports: Ports = new Map(Object.entries(PORTS).map(([file, name]) => [`${root}${file}`, name]));
  const stateOperations = tablestoreOperations(root);

  const operationsOf = ({ file, interfaceName, method }: Use): string[] => {
    const sent = clients.get(`${file}#${method}`);
    if (sent) return sent.map(({ product, action }) => `${product}:${action}`);
    if (interfaceName === 'Store') return stateOperations.map((name) => `tablestore:${name}`);
    return [interfaceName === 'EventBus' ? 'eventbridge:PutEvents' : 'fc:InvokeFunction'];
  };

  const used = {} as Record<FunctionResource, Record<string, string[]>>;
  for (const [index, name] of FUNCTION_RESOURCES.entries()) {
    const uses = reachableUses(checker, handlerIn(program.getSourceFile(handlers[index] ?? '')), {
      clients,
      ports,
      root,
    });
    const operations = new Map<string, Set<string>>(ALWAYS);
    for (const use of uses) {
      const caller = `${use.interfaceName}.${use.interfaceName === 'Store' ? '*' : use.method}`;
      for (const operation of operationsOf(use)) {
        operations.set(operation, new Set([...(operations.get(operation) ?? []), caller]));
      }
    }
    used[name] = Object.fromEntries(
      [...operations]
        .toSorted(([one], [other]) => (one < other ? -1 : 1))
        .map(([key, callers]) => [key, [...callers].sort()]),
    );
  }
  return used;
}

/** What Function Compute does with the role of a function, whatever its code is. */
const ALWAYS: [operation: string, by: Set<string>][] = [
  ['log:PostLogStoreLogs', new Set(['Function Compute, for what a function writes to its log'])],
  ['eventbridge:PutEvents', new Set(['Function Compute, for an invocation that was given up'])],
];

function handlerIn(source: ts.SourceFile | undefined): ts.Node {
  for (const statement of source?.statements ?? []) {
    if (ts.isFunctionDeclaration(statement) && statement.name?.text === 'handler') return statement;
    if (!ts.isVariableStatement(statement)) continue;
    const found = statement.declarationList.declarations.find(({ name }) => name.getText() === 'handler');
    if (found) return found;
  }
  throw new Error(`${source?.fileName}: there is no handler`);
}

/** Every function keeps its state in the same way: all that the store knows to send. */
function tablestoreOperations(root: string): string[] {
  const file = `${root}shared/state/tablestore/operations.ts`;
  if (!existsSync(file)) return PLANNED;
  const names = [...readFileSync(file, 'utf8').matchAll(/\bname: '([A-Z]\w+)'/g)].map(([, name]) => name ?? '');
  if (names.length === 0) throw new Error(`${file} names no operation`);
  return [...new Set(names)].sort();
}

const PLANNED = [
  ...['BatchGetRow', 'CreateTable', 'DeleteRow', 'DescribeTable', 'GetRange', 'GetRow', 'PutRow', 'UpdateRow'],
];
