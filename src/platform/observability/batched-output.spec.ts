import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { BatchedOutput } from './batched-output.js';

/** As `npm test` has built it, for processes that end. */
const BUILT = join(process.cwd(), 'dist/src/platform/observability/batched-output.js');

describe('The output of the log', () => {
  const written: string[] = [];
  const output = new BatchedOutput({ write: (text) => written.push(text) });

  beforeEach(() => {
    written.length = 0;
  });

  it('writes the lines of one turn together and in order', async () => {
    output.write('one\n');
    output.write('two\n');
    expect(written).toEqual([]);
    await turn();
    output.write('three\n');
    await turn();
    expect(written).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('writes at once what is fatal, and nothing twice', async () => {
    output.write('the last words\n');
    output.flushSync();
    expect(written).toEqual(['the last words\n']);
    await turn();
    expect(written).toEqual(['the last words\n']);
  });

  it.each([
    ['an exit', 'process.exit(3)'],
    ['an error that nobody catches', 'throw new Error()'],
  ])('leaves nothing behind at %s', (_, end) => {
    const script = `
      import { writeSync } from 'node:fs';
      import { BatchedOutput } from '${BUILT}';
      new BatchedOutput({ write: (text) => writeSync(1, text) }).write('goodbye');
      ${end};`;
    const { stdout, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script]);
    expect([stdout.toString(), status]).toEqual(['goodbye', expect.any(Number)]);
  });
});
