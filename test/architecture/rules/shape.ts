import { posix } from 'node:path';
import ts from 'typescript';
import { descendants, lineOf } from '../imports.js';
import type { Project } from '../project.js';
import { violation, type Violation } from '../violation.js';

const PARTS = ['controller', 'service', 'repository', 'module', 'index'];

/** The parts that a feature does without, with the reason. */
const DOES_WITHOUT: Record<string, { parts: readonly string[]; reason: string }> = {
  health: { parts: ['service', 'repository'], reason: 'it asks the parts of the platform and keeps nothing' },
  feeds: { parts: ['repository'], reason: 'it shows posts, for which it asks their feature' },
  'content-import': {
    parts: ['controller', 'service', 'repository', 'module'],
    reason: 'it reads files for a command, and stores nothing itself',
  },
};

/** Each feature has a controller, a service, a repository, a module and an index. */
export function featuresAreComplete(project: Project): Violation[] {
  return project.features.flatMap((feature) => {
    const own = project.sources.filter(({ place }) => place.feature === feature);
    const roles = own.map(({ place }) => place.role);
    return PARTS.filter((part) => !roles.includes(part) && !DOES_WITHOUT[feature]?.parts.includes(part)).map(
      (part) => ({
        file: `src/${feature}`,
        line: 1,
        problem: `the feature has no ${part}`,
        remedy: 'Write it, or enter in test/architecture/rules/shape.ts why the feature does without',
      }),
    );
  });
}

/** A spec stands beside what it tests, or in test/. */
export function specsAreFound(project: Project): Violation[] {
  const folders = new Set(project.sources.map(({ place }) => place.folder));
  return project.specs
    .filter((path) => !path.startsWith('test/'))
    .filter((path) => !path.startsWith('src/') || !folders.has(posix.dirname(path)))
    .map((file) => ({
      file,
      line: 1,
      problem: 'this spec stands beside no source',
      remedy: 'Move it beside the source that it tests, or into test/',
    }));
}

const MAX_LINES = 250;

/** A file that has grown past reading in one go wants to be several. */
export function filesStaySmall(project: Project): Violation[] {
  return project.sources
    .filter(({ place }) => place.layer !== 'migration')
    .map((file) => ({ file, lines: file.text.replace(/\n$/, '').split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ file, lines }) =>
      violation(
        file,
        MAX_LINES + 1,
        `it has ${lines} lines, ${MAX_LINES} at most`,
        'Find the piece that wants its own file',
      ),
    );
}

const MAX_DEPENDENCIES = 5;

/** A class that is handed more than five collaborators does more than one thing. */
export function constructorsStaySmall(project: Project): Violation[] {
  const remedy = 'Find the part of the class that needs some of them and nothing else';
  return project.sources.flatMap((file) =>
    descendants(file.ast, ts.isConstructorDeclaration)
      .filter(({ parent, parameters }) => isInjected(parent) && parameters.length > MAX_DEPENDENCIES)
      .map((node) =>
        violation(file, lineOf(node), `a constructor takes ${node.parameters.length} dependencies`, remedy),
      ),
  );
}

function isInjected(node: ts.Node): boolean {
  return ts.canHaveDecorators(node) && (ts.getDecorators(node) ?? []).length > 0;
}
