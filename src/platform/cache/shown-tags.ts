import { AsyncLocalStorage } from 'node:async_hooks';

const ambient = new AsyncLocalStorage<Set<string>>();

/** What work gave, and the tags that it showed. */
export interface Collected<T> {
  result: T;
  tags: string[];
}

/** Runs work and gives, with its result, the tags that it showed. */
export async function collectTags<T>(work: () => Promise<T>): Promise<Collected<T>> {
  const tags = new Set<string>();
  const result = await ambient.run(tags, work);
  return { result, tags: [...tags] };
}

/** Adds to the tags of the answer being made; without effect where none is collected for. */
export function showTags(tags: readonly string[]): void {
  const collected = ambient.getStore();
  if (collected) for (const tag of tags) collected.add(tag);
}
