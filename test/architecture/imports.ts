import ts from 'typescript';

/** One name that a statement takes from another module; `*` for all of them. */
export interface ImportedName {
  name: string;
  /** Erased by the compiler: no code is loaded for it. */
  isType: boolean;
}

/** One import, re-export, dynamic import or `import()` type. */
export interface Import {
  specifier: string;
  names: ImportedName[];
  line: number;
  reexport: boolean;
}

/** Whether anything of the import is left once types are erased. */
export function loadsCode({ names }: Import): boolean {
  return names.length === 0 || names.some(({ isType }) => !isType);
}

export function lineOf(node: ts.Node): number {
  const source = node.getSourceFile();
  return source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
}

/** All descendants of a node that are of one kind. */
export function descendants<T extends ts.Node>(root: ts.Node, is: (node: ts.Node) => node is T): T[] {
  const found: T[] = [];
  const visit = (node: ts.Node): void => {
    if (is(node)) found.push(node);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(root, visit);
  return found;
}

export function importsOf(ast: ts.SourceFile): Import[] {
  return [
    ...ast.statements.flatMap((statement) => fromStatement(statement)),
    ...descendants(ast, ts.isCallExpression).flatMap((call) => fromDynamicImport(call)),
    ...descendants(ast, ts.isImportTypeNode).flatMap((node) => fromImportType(node)),
  ];
}

function fromStatement(statement: ts.Statement): Import[] {
  if (ts.isImportDeclaration(statement)) {
    return imported(statement, statement.moduleSpecifier, namesOfImport(statement.importClause), false);
  }
  if (ts.isExportDeclaration(statement) && statement.moduleSpecifier) {
    return imported(statement, statement.moduleSpecifier, namesOfExport(statement), true);
  }
  return [];
}

function fromDynamicImport(call: ts.CallExpression): Import[] {
  const [specifier] = call.arguments;
  if (call.expression.kind !== ts.SyntaxKind.ImportKeyword || !specifier) return [];
  return imported(call, specifier, [{ name: '*', isType: false }], false);
}

function fromImportType(node: ts.ImportTypeNode): Import[] {
  const specifier = ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node;
  return imported(node, specifier, [{ name: node.qualifier?.getText() ?? '*', isType: true }], false);
}

function imported(node: ts.Node, specifier: ts.Node, names: ImportedName[], reexport: boolean): Import[] {
  if (!ts.isStringLiteralLike(specifier)) return [];
  return [{ specifier: specifier.text, names, line: lineOf(node), reexport }];
}

function namesOfImport(clause: ts.ImportClause | undefined): ImportedName[] {
  if (!clause) return [];
  const isType = clause.phaseModifier === ts.SyntaxKind.TypeKeyword;
  const names: ImportedName[] = clause.name ? [{ name: 'default', isType }] : [];
  const bindings = clause.namedBindings;
  if (!bindings) return names;
  if (ts.isNamespaceImport(bindings)) return [...names, { name: '*', isType }];
  return [...names, ...bindings.elements.map((element) => nameOf(element, isType))];
}

function namesOfExport({ exportClause, isTypeOnly }: ts.ExportDeclaration): ImportedName[] {
  if (!exportClause || ts.isNamespaceExport(exportClause)) return [{ name: '*', isType: isTypeOnly }];
  return exportClause.elements.map((element) => nameOf(element, isTypeOnly));
}

function nameOf(element: ts.ImportSpecifier | ts.ExportSpecifier, isType: boolean): ImportedName {
  return { name: (element.propertyName ?? element.name).text, isType: isType || element.isTypeOnly };
}
