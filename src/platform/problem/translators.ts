import type { Problem } from './problem.js';

/** Recognises a failure of a library and gives its problem, or undefined when it is not one of its own. */
export type ErrorTranslator = (error: unknown) => Problem | undefined;

const translators = new Set<ErrorTranslator>();

/** Adds a translator that the problem filter asks before it calls a failure internal. */
export function registerErrorTranslator(translator: ErrorTranslator): void {
  translators.add(translator);
}

/** The problem that the first knowing translator makes of the error. */
export function translateError(error: unknown): Problem | undefined {
  for (const translator of translators) {
    const problem = translator(error);
    if (problem) return problem;
  }
  return undefined;
}
