import type { Rule } from '../violation.js';

/** A fault that its rule must find, at exactly this place. */
export interface PlantedFault {
  rule: Rule;
  what: string;
  files: Record<string, string>;
  at: string;
}

/** @param others further files of the fault; by default it stands at `line` of the first. */
export function fault(
  rule: Rule,
  what: string,
  file: string,
  text: string,
  line = 1,
  others: Record<string, string> = {},
  at = `${file}:${line}`,
): PlantedFault {
  return { rule, what, files: { [file]: text, ...others }, at };
}
