import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const DOCUMENT = join(import.meta.dirname, '../../openapi.json');

/** What Jest tells of a run: which tests were asked for, and what came of them. */
export interface RunConfig {
  testPathPatterns: { isSet(): boolean };
  testNamePattern?: string;
  onlyChanged: boolean;
  onlyFailures: boolean;
  findRelatedTests: boolean;
  shard?: object;
}

export interface RunResults {
  numFailedTests: number;
  numRuntimeErrorTestSuites: number;
  numPendingTests: number;
  wasInterrupted: boolean;
}

interface Document {
  components: { schemas: { ProblemView: { properties: { code: { enum: string[] } } } } };
}

/**
 * Fails a whole run of the tests in which no answer had one of the problem codes of the OpenAPI document. A run of some
 * of the tests, or one in which tests failed or were skipped, proves nothing about the others.
 */
export default class ProblemCodesReporter {
  private readonly config: RunConfig;
  private failure: Error | undefined;

  constructor(config: RunConfig) {
    this.config = config;
  }

  async onRunComplete(_: unknown, results: RunResults): Promise<void> {
    if (!isWhole(this.config) || !isSound(results)) return;
    // Node's own loader runs reporters: what they need is imported by its real name.
    const support = join(import.meta.dirname, '../support');
    const { need } = (await import(`${support}/environment.ts`)) as typeof import('../support/environment.js');
    const { seenProblems } = (await import(
      `${support}/seen-problems.ts`
    )) as typeof import('../support/seen-problems.js');
    const missing = unseen(seenProblems(need('folder')));
    if (missing.length === 0) return;
    this.failure = new Error(`No test provokes ${missing.join(', ')}: add one, or take the code from the catalogue.`);
    this.tell(this.failure.message);
  }

  /** Jest itself only ends with another status. */
  protected tell(message: string): void {
    process.stderr.write(`\n${message}\n`);
  }

  getLastError(): Error | undefined {
    return this.failure;
  }
}

function isWhole(config: RunConfig): boolean {
  const { testPathPatterns, testNamePattern, onlyChanged, onlyFailures, findRelatedTests, shard } = config;
  const isNarrowed = testPathPatterns.isSet() || Boolean(testNamePattern);
  return !isNarrowed && !onlyChanged && !onlyFailures && !findRelatedTests && shard === undefined;
}

function isSound(results: RunResults): boolean {
  const { numFailedTests, numRuntimeErrorTestSuites, numPendingTests, wasInterrupted } = results;
  return numFailedTests + numRuntimeErrorTestSuites + numPendingTests === 0 && !wasInterrupted;
}

function unseen(seen: ReadonlySet<string>): string[] {
  const { components } = JSON.parse(readFileSync(DOCUMENT, 'utf8')) as Document;
  return components.schemas.ProblemView.properties.code.enum.filter((code) => !seen.has(code));
}
