import ts from 'typescript';

/** An operation of a cloud product that a client method sends. */
export interface CloudOperation {
  product: string;
  action: string;
}

/** By `<file of the interface>#<method>`. */
export type ClientMethods = ReadonlyMap<string, readonly CloudOperation[]>;

/**
 * Which operations each method of the clients sends. A client is made by a function that takes a `Transport`, or what it
 * calls through, and returns an object of methods; an operation is named by a literal where a parameter or a field is
 * called `action`.
 *
 * @throws Error for a method that names none: nobody could say what it needs
 */
export function clientMethods(checker: ts.TypeChecker, sources: readonly ts.SourceFile[]): ClientMethods {
  const found = new Map<string, CloudOperation[]>();
  for (const source of sources) {
    for (const factory of factoriesIn(source)) {
      const product = productOf(factory);
      for (const [method, body] of methodsOf(factory)) {
        const actions = [...actionsIn(checker, body, factory)];
        if (actions.length === 0) throw new Error(`${source.fileName}: ${method} names no operation`);
        found.set(
          `${source.fileName}#${method}`,
          actions.map((action) => ({ product, action })),
        );
      }
    }
  }
  return found;
}

/** Functions that make clients: what they hold is reached method by method, not as a whole. */
export function isClientFactory(node: ts.Node): node is ts.FunctionDeclaration {
  return (
    ts.isFunctionDeclaration(node) &&
    node.parameters.some(({ type }) => type && /^(Transport|CasCall)$/.test(type.getText())) &&
    returnedObject(node) !== undefined
  );
}

function factoriesIn(source: ts.SourceFile): ts.FunctionDeclaration[] {
  return source.statements.filter(isClientFactory);
}

function returnedObject({ body }: ts.FunctionDeclaration): ts.ObjectLiteralExpression | undefined {
  const last = body?.statements.at(-1);
  return last && ts.isReturnStatement(last) && last.expression && ts.isObjectLiteralExpression(last.expression)
    ? last.expression
    : undefined;
}

function methodsOf(factory: ts.FunctionDeclaration): [name: string, body: ts.Node][] {
  return (returnedObject(factory)?.properties ?? []).flatMap((property) =>
    property.name && ts.isIdentifier(property.name) ? [[property.name.text, property]] : [],
  );
}

/** `product: 'eas'` stands in each factory, at least in what it says of its lists. */
function productOf(factory: ts.FunctionDeclaration): string {
  const products = new Set<string>();
  forEachNode(factory, (node) => {
    if (isNamedLiteral(node, 'product')) products.add(node.initializer.text);
  });
  const [product, another] = products;
  if (!product || another) throw new Error(`${factory.name?.text}: of one product, please`);
  return product;
}

/** Follows what the factory itself declares; a shorthand member is what it names. */
function* actionsIn(checker: ts.TypeChecker, body: ts.Node, factory: ts.FunctionDeclaration): Iterable<string> {
  const actions = new Set<string>();
  const seen = new Set<ts.Node>();
  const visit = (node: ts.Node): void => {
    if (seen.has(node)) return;
    seen.add(node);
    forEachNode(node, (inner) => {
      if (isNamedLiteral(inner, 'action')) actions.add(inner.initializer.text);
      if (ts.isCallExpression(inner)) for (const action of namedArguments(checker, inner)) actions.add(action);
      if (!ts.isIdentifier(inner)) return;
      const symbol = ts.isShorthandPropertyAssignment(inner.parent)
        ? checker.getShorthandAssignmentValueSymbol(inner.parent)
        : checker.getSymbolAtLocation(inner);
      for (const declaration of symbol?.declarations ?? []) {
        if (ts.isVariableDeclaration(declaration) && isInside(declaration, factory) && declaration.initializer) {
          visit(declaration.initializer);
        }
      }
    });
  };
  visit(body);
  yield* actions;
}

function* namedArguments(checker: ts.TypeChecker, call: ts.CallExpression): Iterable<string> {
  const parameters = checker.getResolvedSignature(call)?.parameters ?? [];
  for (const [index, argument] of call.arguments.entries()) {
    if (parameters[index]?.name === 'action' && ts.isStringLiteralLike(argument)) yield argument.text;
  }
}

function isNamedLiteral(
  node: ts.Node,
  name: string,
): node is ts.PropertyAssignment & { initializer: ts.StringLiteralLike } {
  return ts.isPropertyAssignment(node) && node.name.getText() === name && ts.isStringLiteralLike(node.initializer);
}

function isInside(node: ts.Node, outer: ts.Node): boolean {
  return node.getSourceFile() === outer.getSourceFile() && node.pos >= outer.pos && node.end <= outer.end;
}

export function forEachNode(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => forEachNode(child, visit));
}
