import { readFile } from 'node:fs/promises';
import { FLAGS } from '../../bench/server.js';

describe('the flags of Node.js', () => {
  it.each(['start', 'start:prod', 'import'])('of npm run %s are those that the benchmark measures', async (script) => {
    const { scripts } = JSON.parse(await readFile('package.json', 'utf8')) as { scripts: Record<string, string> };
    expect(scripts[script]).toContain(`node ${FLAGS.join(' ')} dist/src/`);
  });

  it('of the image are the same, where it compiles ahead of time and where it runs', async () => {
    const dockerfile = await readFile('Dockerfile', 'utf8');
    expect(dockerfile).toContain(`\nRUN node ${FLAGS.join(' ')} dist/src/cli/compile.js`);
    const command = JSON.stringify(['node', ...FLAGS, 'dist/src/main.js']).replaceAll(',', ', ');
    expect(dockerfile).toContain(`\nCMD ${command}`);
  });
});
