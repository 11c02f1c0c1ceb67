import ts from 'typescript';
import { descendants, lineOf } from '../imports.js';
import { isWithin } from '../places.js';
import type { Project, SourceFile } from '../project.js';
import { violation, type Violation } from '../violation.js';

/** Only platform/config reads the environment. */
export function configAloneReadsTheEnvironment(project: Project): Violation[] {
  const remedy = 'Add the variable to the schema in src/platform/config and inject Config';
  return project.sources
    .filter(({ place }) => !isWithin(place.folder, 'src/platform/config'))
    .flatMap((file) =>
      environmentReads(file).map((line) => violation(file, line, 'it reads the environment itself', remedy)),
    );
}

const ENVIRONMENT = new Set(['env', 'loadEnvFile']);

function environmentReads({ ast, imports }: SourceFile): number[] {
  const members = descendants(ast, isMemberAccess).filter(
    (node) => ENVIRONMENT.has(memberOf(node)) && /(?:^|\.)process$/.test(node.expression.getText()),
  );
  const destructured = descendants(ast, ts.isVariableDeclaration).filter(
    ({ name, initializer }) =>
      initializer?.getText() === 'process' && ts.isObjectBindingPattern(name) && takesEnvironment(name),
  );
  const imported = imports.filter(
    ({ specifier, names }) => /^(?:node:)?process$/.test(specifier) && names.some(({ name }) => ENVIRONMENT.has(name)),
  );
  return [...[...members, ...destructured].map(lineOf), ...imported.map(({ line }) => line)];
}

function takesEnvironment(pattern: ts.ObjectBindingPattern): boolean {
  return pattern.elements.some(({ name, propertyName }) => ENVIRONMENT.has((propertyName ?? name).getText()));
}

const TRANSACTION_VERBS = new Set(['transaction', 'startTransaction']);

/** Only services open transactions, and the idempotency step, which wraps one; repositories join the open one. */
export function onlyServicesOpenTransactions(project: Project): Violation[] {
  const remedy = 'Open it in the service that orchestrates the change';
  return project.sources
    .filter(({ place }) => place.role !== 'service' && place.layer !== 'migration')
    .filter(({ place }) => !isWithin(place.folder, 'src/platform/database'))
    .filter(({ place }) => !isWithin(place.folder, 'src/platform/http/idempotency'))
    .flatMap((file) =>
      descendants(file.ast, ts.isCallExpression)
        .filter(({ expression }) => isMemberAccess(expression) && TRANSACTION_VERBS.has(memberOf(expression)))
        .map((call) => violation(file, lineOf(call), 'it opens a transaction', remedy)),
    );
}

/** Two providers that need each other show that a piece stands in the wrong folder. */
export function nobodyRefersForward(project: Project): Violation[] {
  const remedy = 'Move the piece that both need to where both may import it';
  return project.sources.flatMap((file) =>
    descendants(file.ast, ts.isIdentifier)
      .filter(({ text, parent }) => text === 'forwardRef' && !ts.isImportSpecifier(parent))
      .map((node) => violation(file, lineOf(node), 'it uses forwardRef', remedy)),
  );
}

/** A thing has one name, wherever it is imported. */
export function nothingIsExportedByDefault(project: Project): Violation[] {
  const remedy = 'Export it by its name';
  return project.sources
    .filter(({ place }) => place.layer !== 'migration')
    .flatMap((file) =>
      file.ast.statements
        .filter((statement) => isDefaultExport(statement))
        .map((statement) => violation(file, lineOf(statement), 'it has a default export', remedy)),
    );
}

function isDefaultExport(statement: ts.Statement): boolean {
  if (ts.isExportAssignment(statement)) return true;
  if (ts.isExportDeclaration(statement)) {
    const clause = statement.exportClause;
    return !!clause && ts.isNamedExports(clause) && clause.elements.some(({ name }) => name.text === 'default');
  }
  const modifiers = ts.canHaveModifiers(statement) ? ts.getModifiers(statement) : undefined;
  return !!modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
}

const RELATIONS = new Set(['OneToOne', 'OneToMany', 'ManyToOne', 'ManyToMany']);

/** An entity knows the others of its feature only; between features there is an id, and a foreign key in the migration. */
export function relationsStayInTheirFeature(project: Project): Violation[] {
  const remedy = 'Keep the id in a column, with the foreign key in the migration';
  return project.sources
    .filter(({ place }) => place.role === 'entity')
    .flatMap((entity) => {
      const foreign = project
        .innerImports(entity)
        .filter(({ target }) => target.place.feature !== undefined && target.place.feature !== entity.place.feature)
        .map(({ line, target }) => violation(entity, line, `an entity imports ${target.path}`, remedy));
      const named = descendants(entity.ast, ts.isDecorator)
        .filter((decorator) => namesForeignEntity(project, entity, decorator))
        .map((decorator) => violation(entity, lineOf(decorator), 'a relation names a foreign entity', remedy));
      return [...foreign, ...named];
    });
}

/** Whether a relation names its target by a string that is no entity of the same feature. */
function namesForeignEntity(project: Project, entity: SourceFile, { expression }: ts.Decorator): boolean {
  if (!ts.isCallExpression(expression) || !RELATIONS.has(expression.expression.getText())) return false;
  const [target] = expression.arguments;
  if (!target || !ts.isStringLiteralLike(target)) return false;
  return !project.sources
    .filter(({ place }) => place.role === 'entity' && place.feature === entity.place.feature)
    .some(({ ast }) => ast.statements.some((node) => ts.isClassDeclaration(node) && node.name?.text === target.text));
}

type MemberAccess = ts.PropertyAccessExpression | ts.ElementAccessExpression;

function isMemberAccess(node: ts.Node): node is MemberAccess {
  return ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node);
}

function memberOf(node: MemberAccess): string {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isStringLiteralLike(node.argumentExpression) ? node.argumentExpression.text : '';
}
