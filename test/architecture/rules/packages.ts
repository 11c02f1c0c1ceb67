import { isWithin } from '../places.js';
import { packageOf, type Project, type SourceFile } from '../project.js';
import type { Import, ImportedName } from '../imports.js';
import { violation, type Violation } from '../violation.js';

const PERSISTENCE = new Set(['typeorm', '@nestjs/typeorm', 'pg']);

/** Only entities, repositories, migrations and platform/database import values of TypeORM or of the driver; a module lists its entities. */
export function persistenceStaysInItsPlace(project: Project): Violation[] {
  return eachImportedValue(project, (file, edge, { name }) => {
    const { role, layer, folder } = file.place;
    const ofTypeorm = packageOf(edge) !== 'pg';
    const isPlace = layer === 'migration' || isWithin(folder, 'src/platform/database');
    const mayMap = ofTypeorm && ['entity', 'repository'].includes(role);
    const mayList = role === 'module' && name === 'TypeOrmModule';
    if (!PERSISTENCE.has(packageOf(edge) ?? '') || isPlace || mayMap || mayList) return [];
    const remedy = 'Put the query into a repository, or what all repositories need into src/platform/database';
    return [violation(file, edge.line, `it imports ${name} from ${edge.specifier}`, remedy)];
  });
}

/** The decorators of class-transformer; its functions turn objects into instances and back. */
const TRANSFORMER_DECORATORS = new Set(['Exclude', 'Expose', 'Transform', 'Type']);

/** class-transformer works on requests at the edge, never on the way out: views are plain functions. */
export function classTransformerStaysAtTheEdge(project: Project): Violation[] {
  return eachImportedValue(project, (file, edge, { name }) => {
    if (packageOf(edge) !== 'class-transformer' || isWithin(file.place.folder, 'src/platform/http')) return [];
    if (TRANSFORMER_DECORATORS.has(name)) return [];
    const remedy = 'Let platform/http make the request object, and a view function make the answer';
    return [violation(file, edge.line, `it imports ${name} from class-transformer`, remedy)];
  });
}

function eachImportedValue(
  project: Project,
  check: (file: SourceFile, edge: Import, name: ImportedName) => Violation[],
): Violation[] {
  return project.sources.flatMap((file) =>
    file.imports.flatMap((edge) =>
      edge.names.filter(({ isType }) => !isType).flatMap((name) => check(file, edge, name)),
    ),
  );
}
