import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Outbox } from './outbox.js';

describe('the outbox', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'quire-outbox-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('has a line for each mail, readable by its owner alone, and the log tells who got which', async () => {
    const path = join(folder, '.data', 'outbox.ndjson');
    const logged: string[] = [];
    const note = (line: string): void => void logged.push(line);
    const outbox = new Outbox(path, { log: note, warn: note, error: note });
    const mail = { to: 'ann@example.com', subject: 'Hello', text: 'a secret\nlink', html: '<p>a secret link</p>' };
    await Promise.all([outbox.deliver(mail), outbox.deliver({ ...mail, to: 'bob@example.com' })]);
    const lines = (await readFile(path, 'utf8')).trimEnd().split('\n');
    const addresses = lines.map((line) => (JSON.parse(line) as typeof mail).to);
    expect(addresses.sort()).toEqual(['ann@example.com', 'bob@example.com']);
    expect(lines.map((line) => JSON.parse(line) as unknown)).toContainEqual(mail);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(logged.sort()).toEqual(['To ann@example.com: Hello', 'To bob@example.com: Hello']);
  });
});
