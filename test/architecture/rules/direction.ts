import { pathOf, type InnerImport, type Project, type SourceFile } from '../project.js';
import { LAYERS } from '../places.js';
import { violation, type Violation } from '../violation.js';

/** The features that each feature may enter. A new feature is entered here, with a thought for its place. */
const MAY_ENTER: Record<string, readonly string[] | 'all'> = {
  users: ['audit'],
  auth: ['users', 'audit'],
  posts: ['users', 'audit'],
  comments: ['posts', 'audit'],
  bulk: ['posts', 'users', 'audit'],
  accounts: 'all',
  audit: [],
  'content-import': ['bulk', 'posts', 'users'],
  feeds: ['posts'],
  health: [],
};

/** main → app.module → features → platform: an import never goes up. */
export function layersPointDown(project: Project): Violation[] {
  return eachInnerImport(project, (file, { target, line }) => {
    const [from, to] = [file, target].map(({ place }) => LAYERS.indexOf(place.layer));
    if (Number(from) <= Number(to) && target.place.layer !== 'migration') return [];
    const problem = `${file.place.layer} code imports ${target.place.layer} code (${target.path})`;
    return [violation(file, line, problem, 'Move what both need down, or hand it in from above')];
  });
}

/** Sources import nothing that stands outside of src; migrations, frozen once they have run, import no source at all. */
export function sourcesStandAlone(project: Project): Violation[] {
  return project.sources.flatMap((file) =>
    file.imports.flatMap((edge) => {
      const path = pathOf(file, edge);
      if (path === undefined || (path.startsWith('src/') && file.place.layer !== 'migration')) return [];
      const remedy =
        file.place.layer === 'migration' ? 'Write out in the migration what it needs' : 'Move what it needs into src';
      return [violation(file, edge.line, `it imports ${path}`, remedy)];
    }),
  );
}

/** Whoever needs a feature enters it through its index.ts. */
export function featuresAreEnteredByTheirIndex(project: Project): Violation[] {
  return eachInnerImport(project, (file, { target, line }) => {
    const { feature } = target.place;
    if (feature === undefined || feature === file.place.feature || target.path === `src/${feature}/index.ts`) return [];
    return [
      violation(file, line, `it reaches into ${feature} (${target.path})`, `Import it from src/${feature}/index.ts`),
    ];
  });
}

/** A feature enters only those that the table allows it. */
export function featuresKeepTheirDirection(project: Project): Violation[] {
  return eachInnerImport(project, (file, { target, line }) => {
    const [from, to] = [file.place.feature, target.place.feature];
    if (from === undefined || to === undefined || from === to) return [];
    const allowed = MAY_ENTER[from] ?? [];
    if (allowed === 'all' || allowed.includes(to)) return [];
    const remedy = `Turn the dependency round, or lift what needs both into a feature above them`;
    return [violation(file, line, `the feature ${from} may not enter ${to}`, remedy)];
  });
}

/** Every feature has its place in the table of directions. */
export function featuresAreKnown(project: Project): Violation[] {
  return project.features
    .filter((feature) => !(feature in MAY_ENTER))
    .map((feature) => ({
      file: `src/${feature}`,
      line: 1,
      problem: 'this feature has no place among the others',
      remedy: 'Say in test/architecture/rules/direction.ts which features it may enter',
    }));
}

function eachInnerImport(project: Project, check: (file: SourceFile, edge: InnerImport) => Violation[]): Violation[] {
  return project.sources.flatMap((file) => project.innerImports(file).flatMap((edge) => check(file, edge)));
}
