import type { Project, SourceFile } from './project.js';

/** One place where the code breaks a rule. */
export interface Violation {
  file: string;
  line: number;
  /** What is wrong there. */
  problem: string;
  /** What to do about it. */
  remedy: string;
}

/** A rule of the architecture; none of what it finds is right. */
export type Rule = (project: Project) => Violation[];

export function violation(file: SourceFile, line: number, problem: string, remedy: string): Violation {
  return { file: file.path, line, problem, remedy };
}

export function describeViolation({ file, line, problem, remedy }: Violation): string {
  return `${file}:${line} ${problem}. ${remedy}.`;
}
