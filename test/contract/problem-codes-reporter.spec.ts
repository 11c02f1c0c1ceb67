import { readFileSync } from 'node:fs';
import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { need, write } from '../support/environment.js';
import { noteProblem, seenProblems } from '../support/seen-problems.js';
import ProblemCodesReporter, { type RunConfig, type RunResults } from './problem-codes-reporter.js';

const FILE = join(import.meta.dirname, '../../openapi.json');
const { components } = JSON.parse(readFileSync(FILE, 'utf8')) as {
  components: { schemas: { ProblemView: { properties: { code: { enum: string[] } } } } };
};
const CODES = components.schemas.ProblemView.properties.code.enum;

const WHOLE: RunConfig = {
  testPathPatterns: { isSet: () => false },
  onlyChanged: false,
  onlyFailures: false,
  findRelatedTests: false,
};
const SOUND: RunResults = {
  numFailedTests: 0,
  numRuntimeErrorTestSuites: 0,
  numPendingTests: 0,
  wasInterrupted: false,
};

describe('the check that a test provokes every problem code', () => {
  const folderOfTheRun = need('folder');
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'problem-codes-'));
    write('folder', folder);
  });
  afterEach(async () => {
    write('folder', folderOfTheRun);
    await rm(folder, { recursive: true });
  });

  class QuietReporter extends ProblemCodesReporter {
    readonly told: string[] = [];

    protected override tell(message: string): void {
      this.told.push(message);
    }
  }

  async function failureOf(config: RunConfig, results: RunResults): Promise<string | undefined> {
    const reporter = new QuietReporter(config);
    await reporter.onRunComplete(undefined, results);
    const failure = reporter.getLastError()?.message;
    expect(reporter.told).toEqual(failure === undefined ? [] : [failure]);
    return failure;
  }

  it('names those that no answer had', async () => {
    await appendFile(join(folder, 'problem-codes'), CODES.filter((code) => code !== 'LAST_ADMIN').join('\n'));
    expect(await failureOf(WHOLE, SOUND)).toContain('No test provokes LAST_ADMIN:');
  });

  it('is content when every one was seen, whoever saw it', async () => {
    for (const code of CODES) noteProblem(code, folder);
    await appendFile(join(folder, 'problem-codes'), 'LAST_ADMIN\n');
    expect(seenProblems(folder)).toEqual(new Set(CODES));
    expect(await failureOf(WHOLE, SOUND)).toBeUndefined();
  });

  it.each([
    ['of some files', { ...WHOLE, testPathPatterns: { isSet: () => true } }, SOUND],
    ['of some tests', { ...WHOLE, testNamePattern: 'posts' }, SOUND],
    ['of a part', { ...WHOLE, shard: {} }, SOUND],
    ['in which a test failed', WHOLE, { ...SOUND, numFailedTests: 1 }],
    ['in which a test was skipped', WHOLE, { ...SOUND, numPendingTests: 1 }],
  ])('says nothing after a run %s', async (_, config, results) => {
    expect(await failureOf(config, results)).toBeUndefined();
  });
});
