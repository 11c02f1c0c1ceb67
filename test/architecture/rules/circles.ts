import { circlesOf } from '../circles.js';
import { loadsCode } from '../imports.js';
import type { InnerImport, Project, SourceFile } from '../project.js';
import type { Violation } from '../violation.js';

const REMEDY = 'Move what both need into a piece of its own, or turn one import round';

/** No circle between folders, type imports included. A file directly in src is a layer of its own. */
export function foldersFormNoCircle(project: Project): Violation[] {
  return circles(project, 'folders', ({ path, place }) => (place.folder === 'src' ? path : place.folder));
}

/**
 * No circle between files once types are erased. Entities of one feature may name each other:
 * their relations are read after all of them are loaded.
 */
export function filesFormNoCircle(project: Project): Violation[] {
  return circles(
    project,
    'files',
    ({ path }) => path,
    (file, edge) => loadsCode(edge) && !(file.place.role === 'entity' && edge.target.place.role === 'entity'),
  );
}

function circles(
  project: Project,
  what: string,
  nodeOf: (file: SourceFile) => string,
  counts: (file: SourceFile, edge: InnerImport) => boolean = () => true,
): Violation[] {
  const graph = new Map<string, Set<string>>();
  const places = new Map<string, { file: string; line: number }>();
  for (const file of project.sources) {
    for (const edge of project.innerImports(file)) {
      const [from, to] = [nodeOf(file), nodeOf(edge.target)];
      if (!counts(file, edge) || (from === to && file !== edge.target)) continue;
      graph.set(from, (graph.get(from) ?? new Set()).add(to));
      const step = stepBetween(from, to);
      if (!places.has(step)) places.set(step, { file: file.path, line: edge.line });
    }
  }
  return circlesOf(graph).map((circle) => {
    const steps = circle.map((node, i) => stepBetween(node, circle[i + 1] ?? circle[0] ?? node));
    const told = steps.map((step) => `${step} (${places.get(step)?.file ?? ''}:${places.get(step)?.line ?? 0})`);
    const place = places.get(steps[0] ?? '') ?? { file: circle[0] ?? '', line: 1 };
    return { ...place, problem: `these ${what} form a circle: ${told.join(', ')}`, remedy: REMEDY };
  });
}

function stepBetween(from: string, to: string): string {
  return `${from} → ${to}`;
}
