import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import { need } from '../../../../test/support/environment.js';
import { describeProcess, discardEmbeddedPostgres, startEmbeddedPostgres } from './index.js';

const COMPILED = join(import.meta.dirname, '../../../../dist/src/platform/database/embedded/index.js');

let folder: string;
const applications: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(need('folder'), 'crash-'));
  await chmod(folder, 0o711);
});

afterAll(async () => {
  for (const application of applications) application.kill('SIGKILL');
  await discardEmbeddedPostgres(folder);
});

/**
 * A process of its own that starts PostgreSQL, tells its URL and goes on with the script; in its own process group, like one
 * in a terminal. It dies with the process of the test.
 */
async function runApplication(script: string): Promise<{ application: ChildProcess; url: string }> {
  const source = `
    process.stdin.on('end', () => process.kill(process.pid, 'SIGKILL')).resume().unref();
    const { startEmbeddedPostgres } = await import(${JSON.stringify(pathToFileURL(COMPILED).href)});
    const { default: pg } = await import(${JSON.stringify(import.meta.resolve('pg'))});
    const postgres = await startEmbeddedPostgres({ folder: ${JSON.stringify(folder)}, durable: false });
    const query = async (text) => {
      const client = new pg.Client(postgres.url);
      await client.connect();
      await client.query(text);
      await client.end();
    };
    ${script}`;
  const application = spawn(process.execPath, ['--input-type=module', '-e', source], {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
  });
  applications.push(application);
  const [url] = (await once(createInterface(application.stdout), 'line')) as [string];
  return { application, url };
}

const TELL = 'console.log(postgres.url);';
const STAY = 'setInterval(() => undefined, 1000);';

async function kill(application: ChildProcess): Promise<void> {
  const exited = once(application, 'exit');
  application.kill('SIGKILL');
  await exited;
}

async function serverPid(): Promise<number> {
  return parseInt(await readFile(join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8'), 10);
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query(text)).rows as unknown[];
  } finally {
    await client.end();
  }
}

async function restartAndQuery(text: string): Promise<{ rows: unknown[]; lines: string[] }> {
  const lines: string[] = [];
  const postgres = await startEmbeddedPostgres({ folder, durable: false, log: (line) => lines.push(line) });
  try {
    return { rows: await query(postgres.url, text), lines };
  } finally {
    await postgres.stop();
  }
}

describe('after a crash', () => {
  it('the next start replaces the server that a killed application has left, and has its data', async () => {
    const { application } = await runApplication(`await query('CREATE TABLE first AS SELECT 1 AS n'); ${TELL} ${STAY}`);
    const left = await serverPid();
    await kill(application);
    expect(await describeProcess(left)).toBeDefined();
    const { rows, lines } = await restartAndQuery('SELECT n FROM first');
    expect(rows).toEqual([{ n: 1 }]);
    expect(lines[0]).toBe('Stopped the PostgreSQL that an earlier run had left');
    expect(await describeProcess(left)).toBeUndefined();
  });

  it('the next start recovers what application and server, both killed, had committed', async () => {
    const { application } = await runApplication(
      `await query('CREATE TABLE second AS SELECT 2 AS n'); await query('CHECKPOINT'); ${TELL} ${STAY}`,
    );
    process.kill(await serverPid(), 'SIGKILL');
    await kill(application);
    expect((await restartAndQuery('SELECT n FROM second')).rows).toEqual([{ n: 2 }]);
  });

  it('a process id that another program has got since stops nobody', async () => {
    const file = join(folder, 'postgres', 'data', 'postmaster.pid');
    const bystander = spawn(process.execPath, ['-e', STAY], { stdio: 'ignore' });
    try {
      await writeFile(file, `${bystander.pid ?? 0}\n${join(folder, 'postgres', 'data')}\n`);
      await writeFile(join(folder, 'postgres.owner'), JSON.stringify({ pid: bystander.pid, started: '1' }));
      expect((await restartAndQuery('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
      expect(bystander.exitCode).toBeNull();
      expect(bystander.signalCode).toBeNull();
    } finally {
      await kill(bystander);
    }
  });

  it('an owner file that a power cut has emptied stops nobody', async () => {
    await writeFile(join(folder, 'postgres.owner'), '');
    expect((await restartAndQuery('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  });
});

describe('the end of the application', () => {
  it('is not held up by PostgreSQL once that is stopped', async () => {
    const { application } = await runApplication(`${TELL} await postgres.stop();`);
    const [code] = (await once(application, 'exit')) as [number];
    expect(code).toBe(0);
    await expect(stat(join(folder, 'postgres', 'data', 'postmaster.pid'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('by an error ends PostgreSQL too', async () => {
    const { application, url } = await runApplication(`process.on('SIGUSR2', () => process.exit(7)); ${TELL} ${STAY}`);
    const pid = await serverPid();
    const exited = once(application, 'exit');
    application.kill('SIGUSR2');
    expect((await exited)[0]).toBe(7);
    while ((await describeProcess(pid)) !== undefined);
    await expect(query(url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('by Ctrl-C leaves PostgreSQL running until the application has drained', async () => {
    const { application } = await runApplication(`
      process.on('SIGINT', async () => {
        await new Promise((resolve) => setTimeout(resolve, 300));
        await query('CREATE TABLE drained AS SELECT 3 AS n');
        await postgres.stop();
        process.exit(0);
      });
      ${TELL} ${STAY}`);
    const exited = once(application, 'exit');
    process.kill(-(application.pid ?? 0), 'SIGINT');
    expect((await exited)[0]).toBe(0);
    expect((await restartAndQuery('SELECT n FROM drained')).rows).toEqual([{ n: 3 }]);
  });
});
