import { chmod, mkdir, mkdtemp, realpath, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closedFolder } from './account.js';

const stranger = { name: 'stranger', uid: 54_321, gid: 54_321 };

let top: string;
let inner: string;

beforeEach(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), 'quire-account-')));
  inner = join(top, 'middle', 'inner');
  await mkdir(inner, { recursive: true, mode: 0o755 });
  await chmod(top, 0o711);
});

afterEach(() => rm(top, { recursive: true, force: true }));

describe('the way to a folder', () => {
  it('is open when every folder on it lets strangers through', async () => {
    expect(await closedFolder(inner, stranger)).toBeUndefined();
  });

  it('is closed by any one folder on it, which is named', async () => {
    await chmod(join(top, 'middle'), 0o700);
    expect(await closedFolder(inner, stranger)).toBe(join(top, 'middle'));
  });

  it('is closed by the folder itself', async () => {
    await chmod(inner, 0o754);
    expect(await closedFolder(inner, stranger)).toBe(inner);
  });

  it('is judged by the owner and the group where those are the account’s', async () => {
    const { uid, gid } = await stat(inner);
    await chmod(inner, 0o610);
    expect(await closedFolder(inner, { ...stranger, gid })).toBeUndefined();
    expect(await closedFolder(inner, { ...stranger, uid })).toBe(inner);
  });

  it('is that of the real folder behind a symbolic link', async () => {
    await symlink(inner, join(top, 'link'));
    await chmod(join(top, 'middle'), 0o700);
    expect(await closedFolder(join(top, 'link'), stranger)).toBe(join(top, 'middle'));
  });
});
