import ts from 'typescript';
import { type ClientMethods, isClientFactory } from './client-methods.ts';

/** A method of a client or a port that code can come to call. */
export interface Use {
  /** File that declares the interface. */
  file: string;
  /** `EasClient` */
  interfaceName: string;
  /** `createGateway` */
  method: string;
}

/** Interfaces whose methods leave the process, besides the cloud clients; by file. */
export type Ports = ReadonlyMap<string, string>;

/**
 * Every method of a client or port that code can come to call from one declaration on. What is declared at the top of a
 * module is reached when something reached names it. In `shared/cloud`, where clients are wrapped in objects of the same
 * methods, a method is reached when something reached names one of that name.
 *
 * It says too much rather than too little, and refuses what it cannot follow.
 */
export function reachableUses(
  checker: ts.TypeChecker,
  start: ts.Node,
  { clients, ports, root }: { clients: ClientMethods; ports: Ports; root: string },
): Use[] {
  const uses = new Map<string, Use>();
  const reached = new Set<ts.Node>();
  const queue: ts.Node[] = [start];
  const named = new Set<string>();
  /** Methods of wrappers whose names nobody has named yet. */
  const waiting = new Map<string, ts.Node[]>();

  const reach = (node: ts.Node): void => {
    if (reached.has(node)) return;
    reached.add(node);
    queue.push(node);
  };
  const name = (text: string): void => {
    if (named.has(text)) return;
    named.add(text);
    for (const node of waiting.get(text) ?? []) reach(node);
    waiting.delete(text);
  };
  const useOf = (symbol: ts.Symbol | undefined): void => {
    for (const declaration of symbol?.declarations ?? []) {
      const { parent } = declaration;
      if (!parent || !ts.isInterfaceDeclaration(parent)) continue;
      const file = declaration.getSourceFile().fileName;
      const method = symbol?.name ?? '';
      const isUse = clients.has(`${file}#${method}`) || ports.get(file) === parent.name.text;
      if (isUse) uses.set(`${file}#${method}`, { file, interfaceName: parent.name.text, method });
    }
  };
  const follow = (symbol: ts.Symbol | undefined): void => {
    if (!symbol) return;
    const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
    for (const declaration of target.declarations ?? []) {
      if (isTopLevel(declaration) && isOurs(declaration, root) && !isClientFactory(declaration)) reach(declaration);
    }
  };

  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) return;
    if (isWrappedMethod(node, root)) {
      const method = node.name.getText();
      if (!named.has(method) && !reached.has(node)) {
        waiting.set(method, [...(waiting.get(method) ?? []), node]);
        return;
      }
    }
    if (ts.isElementAccessExpression(node) && !ts.isLiteralExpression(node.argumentExpression)) {
      refuseClients(checker, node, clients);
    }
    if (ts.isPropertyAccessExpression(node)) name(node.name.text);
    if (ts.isBindingElement(node) && ts.isObjectBindingPattern(node.parent)) {
      const property = (node.propertyName ?? node.name).getText();
      name(property);
      const member = checker.getTypeAtLocation(node.parent).getProperty(property);
      useOf(member);
      // Of a module that is loaded when it is needed: `const { renew } = await import('./renew.ts')`.
      follow(member);
    }
    if (ts.isIdentifier(node)) {
      const symbol = ts.isShorthandPropertyAssignment(node.parent)
        ? checker.getShorthandAssignmentValueSymbol(node.parent)
        : checker.getSymbolAtLocation(node);
      // The name of a member that is written down is no use of it.
      if (!isMemberName(node)) useOf(symbol);
      follow(symbol);
    }
    ts.forEachChild(node, visit);
  };
  for (let node = queue.shift(); node; node = queue.shift()) ts.forEachChild(node, visit);
  return [...uses.values()];
}

function isTopLevel(node: ts.Node): boolean {
  const owner = ts.isVariableDeclaration(node) ? node.parent.parent.parent : node.parent;
  return (
    owner !== undefined &&
    ts.isSourceFile(owner) &&
    (ts.isVariableDeclaration(node) || ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node))
  );
}

function isOurs(node: ts.Node, root: string): boolean {
  const { fileName, isDeclarationFile } = node.getSourceFile();
  return fileName.startsWith(root) && !fileName.includes('/node_modules/') && !isDeclarationFile;
}

type NamedMember = (ts.MethodDeclaration | ts.PropertyAssignment) & { name: ts.Identifier };

/** A function under a name in an object, in a file of `shared/cloud`. */
function isWrappedMethod(node: ts.Node, root: string): node is NamedMember {
  const isFunction =
    ts.isMethodDeclaration(node) ||
    (ts.isPropertyAssignment(node) &&
      (ts.isArrowFunction(node.initializer) || ts.isConditionalExpression(node.initializer)));
  return (
    isFunction &&
    ts.isIdentifier(node.name) &&
    ts.isObjectLiteralExpression(node.parent) &&
    node.getSourceFile().fileName.startsWith(`${root}shared/cloud/`)
  );
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAssignment(parent) || ts.isMethodDeclaration(parent)) && parent.name === node;
}

/** @throws Error where a client's method is chosen by a value: which one it is only shows when it runs */
function refuseClients(checker: ts.TypeChecker, node: ts.ElementAccessExpression, clients: ClientMethods): void {
  for (const property of checker.getTypeAtLocation(node.expression).getProperties()) {
    for (const declaration of property.declarations ?? []) {
      const file = declaration.getSourceFile().fileName;
      if (!clients.has(`${file}#${property.name}`) || !ts.isInterfaceDeclaration(declaration.parent)) continue;
      throw new Error(`${node.getSourceFile().fileName}: ${node.getText()} may be any method of a client`);
    }
  }
}
