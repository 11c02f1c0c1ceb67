import { readdir } from 'node:fs/promises';
import { getPriority, platform } from 'node:os';
import type { Piscina } from 'piscina';
import { PasswordHasher } from '../../src/platform/security/index.js';

const PASSWORD = 'correct horse battery staple';

describe('password hashing', () => {
  const hasher = new PasswordHasher();

  afterAll(() => hasher.onApplicationShutdown());

  it('tells a password from others, and no password from none', async () => {
    const stored = await hasher.hash(PASSWORD);
    expect(await hasher.verify(stored, PASSWORD)).toBe(true);
    expect(await hasher.verify(stored, `${PASSWORD} `)).toBe(false);
    expect(await hasher.verify(undefined, PASSWORD)).toBe(false);
    expect(await hasher.hash(PASSWORD)).not.toBe(stored);
  });

  it('fails for what is no hash at all as for a wrong password', async () => {
    for (const stored of ['', '!', 'password']) {
      expect(await hasher.verify(stored, 'password')).toBe(false);
    }
  });

  it('serves the next when a thread is lost, and tells who had it', async () => {
    const stored = await hasher.hash(PASSWORD);
    const verification = hasher.verify(stored, PASSWORD);
    const { threads } = Reflect.get(hasher, 'threads') as Piscina;
    await Promise.all([expect(verification).rejects.toThrow('worker exited'), threads[0]?.terminate()]);
    expect(await hasher.verify(stored, PASSWORD)).toBe(true);
  });

  // Elsewhere the system does not tell the priority of a thread.
  if (platform() === 'linux') {
    it('hashes in a thread of a lower priority than all others', async () => {
      await hasher.hash(PASSWORD);
      const threads = await readdir('/proc/self/task');
      const lower = threads.filter((thread) => getPriority(Number(thread)) === getPriority() + 5);
      expect(lower).toHaveLength(1);
    });
  }
});
