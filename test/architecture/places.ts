import { posix } from 'node:path';

/** From the top down: an import goes to its own layer or to a lower one. */
export const LAYERS = ['entry', 'composition', 'feature', 'platform', 'migration'] as const;

export type Layer = (typeof LAYERS)[number];

/** Where a file stands, told by its path alone. */
export interface Place {
  layer: Layer;
  /** The feature that it belongs to, if any. */
  feature?: string;
  folder: string;
  /** What its name says it is: `controller` for `users.controller.ts`, `index` for `index.ts`, else empty. */
  role: string;
}

const COMPOSITION = new Set(['app.module.ts', 'configure-app.ts']);

/** Folders of programs, which stand beside `main.ts`. */
const ENTRY_FOLDERS = new Set(['boot', 'cli']);

export function placeOf(path: string): Place {
  const [top = '', second = '', ...rest] = path.split('/');
  const place = { folder: posix.dirname(path), role: roleOf(posix.basename(path)) };
  if (top === 'migrations') return { ...place, layer: 'migration' };
  if (rest.length === 0) return { ...place, layer: COMPOSITION.has(second) ? 'composition' : 'entry' };
  if (second === 'platform') return { ...place, layer: 'platform' };
  if (ENTRY_FOLDERS.has(second)) return { ...place, layer: 'entry' };
  return { ...place, layer: 'feature', feature: second };
}

function roleOf(file: string): string {
  if (file === 'index.ts') return 'index';
  return /\.([a-z]+)\.ts$/.exec(file)?.[1] ?? '';
}

/** Whether a folder is another one or lies in it. */
export function isWithin(folder: string, parent: string): boolean {
  return folder === parent || folder.startsWith(`${parent}/`);
}
