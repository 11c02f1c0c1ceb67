import { loadsCode } from '../imports.js';
import type { Project } from '../project.js';
import { violation, type Violation } from '../violation.js';

/** What the code of each kind of file must not load; '' stands for a file whose name says no kind. */
const MUST_NOT_LOAD: Record<string, readonly string[]> = {
  controller: ['repository', 'entity', 'module'],
  service: ['controller', 'module'],
  repository: ['service', 'controller', 'module'],
  entity: ['repository', 'service', 'controller', 'module', 'dto'],
  dto: ['repository', 'service', 'controller', 'module'],
  view: ['repository', 'service', 'controller', 'module'],
  policy: ['repository', 'service', 'controller', 'module'],
  errors: ['entity', 'repository', 'service', 'controller', 'module', 'dto', 'view', 'policy'],
  '': ['controller'],
};

/** What a feature keeps to itself. */
const PRIVATE = ['controller', 'repository', 'entity'];

/** controller → service → repository → entity, and the pieces around them; types may be named from anywhere. */
export function rolesPointDown(project: Project): Violation[] {
  return project.sources.flatMap((file) => {
    const forbidden = MUST_NOT_LOAD[file.place.role] ?? [];
    return project
      .innerImports(file)
      .filter((edge) => loadsCode(edge) && forbidden.includes(edge.target.place.role))
      .map(({ target, line }) => {
        const problem = `${article(file.place.role)} loads ${article(target.place.role)} (${target.path})`;
        const remedy =
          'The way goes controller → service → repository → entity: ask the next one on it, or import its type';
        return violation(file, line, problem, remedy);
      });
  });
}

/** The index.ts of a feature gives out no controller, repository or entity; their types may go out. */
export function indexesKeepTheInside(project: Project): Violation[] {
  return project.sources
    .filter(({ path, place }) => path === `src/${place.feature ?? ''}/index.ts`)
    .flatMap((index) =>
      project
        .innerImports(index)
        .filter((edge) => loadsCode(edge) && PRIVATE.includes(edge.target.place.role))
        .map(({ target, line }) => {
          const remedy = 'Give out a verb of the service, or the type alone';
          return violation(index, line, `the feature gives out its ${target.place.role} (${target.path})`, remedy);
        }),
    );
}

function article(role: string): string {
  const noun = role || 'piece';
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
