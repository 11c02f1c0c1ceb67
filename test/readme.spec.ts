import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { startApp, type TestApp } from './support/app.js';

const run = promisify(execFile);

let server: TestApp;
beforeAll(async () => {
  server = await startApp();
});
afterAll(() => server.stop());

/** The shell blocks between the tour's marks, with the address of the server under test. */
async function tour(): Promise<string[]> {
  const readme = await readFile('README.md', 'utf8');
  const part = readme.split('<!-- tour -->')[1]?.split('<!-- /tour -->')[0] ?? '';
  const blocks = [...part.matchAll(/```bash\n([\s\S]*?)```/g)].map((match) => match[1] ?? '');
  return blocks.map((block) => block.replaceAll('http://localhost:3000', server.url));
}

/** Runs the tour as a reader does: in one shell, with the `curl` of the machine or, where it has none, a small stand-in. */
async function takeTour(blocks: string[]): Promise<string[]> {
  const standIn = 'command -v curl >/dev/null || curl() { node test/support/curl.js "$@"; }\n';
  const script = standIn + blocks.join('\necho; echo "-- next --"\n');
  const { stdout } = await run('bash', ['-euo', 'pipefail', '-c', script], { timeout: 20_000 });
  return stdout.split('-- next --\n');
}

describe('the README', () => {
  it('gives a tour that works by copy and paste', async () => {
    const blocks = await tour();
    expect(blocks).toHaveLength(6);
    const [registered, loggedIn, written, published, found, changed] = await takeTour(blocks);
    expect(registered).toContain('"tokenType":"Bearer"');
    expect(loggedIn?.trim()).toBe('');
    expect(written).toContain('"status":"draft"');
    expect(published).toContain('"status":"published"');
    expect(found).toContain('"slug":"hello-readers"');
    expect(found).toContain('<mark>pelicans</mark>');
    expect(changed).toContain('"title":"Hello again, readers"');
  });
});
