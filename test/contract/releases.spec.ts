import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { breakingChanges } from './compatibility/breaking-changes.js';
import { excerptOf, type Described } from './compatibility/described.js';
import { lastRelease, mayBreak } from './compatibility/releases.js';
import { BREAKING, CREATE, Draft, HARMLESS, PLACES } from './planted-changes.js';

const ROOT = join(import.meta.dirname, '../..');
const last = lastRelease();
const excerpt = excerptOf(last.document, PLACES);

function read(file: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, file), 'utf8'));
}

describe('the document and the last release', () => {
  it('nothing breaks the clients of the last release, unless the version says so', () => {
    const { version } = read('package.json') as { version: string };
    const changes = breakingChanges(last.document, read('openapi.json') as Described);
    expect(mayBreak(version, last.version) ? [] : changes).toEqual([]);
  });

  it.each([
    ['0.1.1', '0.1.0', false],
    ['0.2.0', '0.1.9', true],
    ['1.0.0', '0.9.0', true],
    ['1.3.0', '1.2.0', false],
    ['2.0.0', '1.9.9', true],
    ['1.0.0', '2.0.0', false],
  ])('version %s after %s may break clients: %s', (version, earlier, expected) => {
    expect(mayBreak(version, earlier)).toBe(expected);
  });

  it('a document is compatible with itself', () => {
    expect(breakingChanges(excerpt, structuredClone(excerpt))).toEqual([]);
  });

  it.each(BREAKING)('sees that %s', (_, plant, change) => {
    const draft = new Draft(excerpt);
    plant(draft);
    expect(breakingChanges(excerpt, draft.document)).toContainEqual(expect.stringContaining(change));
  });

  it('sees that other members are not taken any more', () => {
    const open = new Draft(excerpt);
    open.schema('CreatePost').additionalProperties = true;
    expect(breakingChanges(open.document, excerpt)).toEqual([
      expect.stringContaining(`${CREATE} body: takes no other members any more`),
    ]);
  });

  it.each(HARMLESS)('takes no offence when %s', (_, plant) => {
    const draft = new Draft(excerpt);
    plant(draft);
    expect(draft.document).not.toEqual(excerpt);
    expect(breakingChanges(excerpt, draft.document)).toEqual([]);
  });
});
