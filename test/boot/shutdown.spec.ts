import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';

const SHUTDOWN = pathToFileURL(join(import.meta.dirname, '../../dist/src/boot/shutdown.js')).href;
const BEGINNING = `
  import { setTimeout as delay } from 'node:timers/promises';
  const { Shutdown } = await import('${SHUTDOWN}');
  const say = (...words) => process.stdout.write(words.join(' ') + '\\n');
  const quiet = () => undefined;
  const log = { log: quiet, warn: quiet, fatal: (text) => say(text), error: (text) => say(text) };
  const step = (name, work = quiet, essential = false) => ({ name, essential, work: async () => { await work(); say(name); } });
  const never = () => new Promise(() => undefined);
  setInterval(quiet, 1000);
`;

interface Ended {
  code: number | null;
  lines: string[];
}

/** Runs a program that uses Shutdown; each time that it says `now`, it is sent the next signal. */
async function run(program: string, ...signals: NodeJS.Signals[]): Promise<Ended> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', BEGINNING + program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
    for (const line of text.split('\n')) if (line === 'now') child.kill(signals.shift());
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, lines: output.split('\n').filter((line) => line !== '' && line !== 'now') };
}

describe('The end of the process', () => {
  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('by %s undoes the start backwards', async (signal) => {
    const program = `
      const shutdown = new Shutdown(10_000, log);
      shutdown.handle(['${signal}']);
      await shutdown.beforeExit(step('first'));
      await shutdown.beforeExit(step('second'));
      say('now');`;
    expect(await run(program, signal)).toEqual({ code: 0, lines: ['second', 'first'] });
  });

  it('goes on past a step that fails, and tells by its code', async () => {
    const program = `
      const shutdown = new Shutdown(10_000, log);
      await shutdown.beforeExit(step('first'));
      await shutdown.beforeExit(step('second', () => { throw new Error('no'); }));
      await shutdown.end(0, 'a test');`;
    expect(await run(program)).toEqual({ code: 1, lines: ['Ending the second failed', 'first'] });
  });

  it('undoes at once what is begun while it is under way', async () => {
    const program = `
      const shutdown = new Shutdown(10_000, log);
      await shutdown.beforeExit(step('first', () => shutdown.beforeExit(step('late'))));
      await shutdown.end(0, 'a test');`;
    expect(await run(program)).toEqual({ code: 0, lines: ['late', 'first'] });
  });

  it('does not wait for ever; what would outlive the process is ended even then', async () => {
    const program = `
      const shutdown = new Shutdown(200, log);
      await shutdown.beforeExit(step('essential', quiet, true));
      await shutdown.beforeExit(step('other', quiet));
      await shutdown.beforeExit(step('stuck', never));
      await shutdown.end(0, 'a test');`;
    expect(await run(program)).toEqual({ code: 1, lines: ['Not ended after 0.2 s: giving up', 'essential'] });
  });

  it('comes at once by a second Ctrl-C, which is not the first one delivered twice', async () => {
    const program = `
      const shutdown = new Shutdown(10_000, log);
      shutdown.handle(['SIGINT']);
      await shutdown.beforeExit(step('essential', quiet, true));
      await shutdown.beforeExit(step('stuck', async () => { say('now'); await delay(700); say('still'); say('now'); await never(); }));
      say('now');`;
    const ended = await run(program, 'SIGINT', 'SIGINT', 'SIGINT');
    expect(ended).toEqual({ code: 130, lines: ['still', 'essential'] });
  });

  it.each([
    ['an error', "setTimeout(() => { throw new Error('nobody'); });"],
    ['a rejection', "void Promise.reject(new Error('nobody'));"],
  ])('comes by %s that nobody caught, which is logged', async (_, fault) => {
    const program = `
      const shutdown = new Shutdown(10_000, log);
      shutdown.handle([]);
      await shutdown.beforeExit(step('essential', quiet, true));
      await shutdown.beforeExit(step('other', quiet));
      ${fault}`;
    const lines = ['An error that nobody caught ends the process', 'essential'];
    expect(await run(program)).toEqual({ code: 1, lines });
  });
});
