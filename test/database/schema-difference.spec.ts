import { EntitySchema } from 'typeorm';
import { schemaDifference } from '../../src/platform/database/index.js';
import { openDatabase, type OpenDatabase } from './open-database.js';

describe('the difference between entities and tables', () => {
  let open: OpenDatabase;
  beforeAll(async () => {
    open = await openDatabase();
  });
  afterAll(() => open.close());

  const columns = {
    id: { type: 'integer', primary: true },
    title: { type: 'text' },
    stars: { type: 'integer' },
  } as const;
  const notes = (more: object = {}): EntitySchema =>
    new EntitySchema({ name: 'notes', tableName: 'notes', columns: { ...columns, ...more } });

  it('says nothing of what only migrations know: constraints, defaults, columns that no entity has', async () => {
    expect(await schemaDifference(open.url, [notes()])).toEqual({ up: [], down: [] });
  });

  it('is the column that is missing, and the way back', async () => {
    const { up, down } = await schemaDifference(open.url, [notes({ words: { type: 'integer', nullable: true } })]);
    expect(up).toEqual(['ALTER TABLE "notes" ADD "words" integer']);
    expect(down).toEqual(['ALTER TABLE "notes" DROP COLUMN "words"']);
  });

  it('is the table that is missing', async () => {
    const { up, down } = await schemaDifference(open.url, [
      new EntitySchema({ name: 'shelves', tableName: 'shelves', columns: { name: { type: 'text', primary: true } } }),
    ]);
    expect(up).toEqual([expect.stringMatching(/^CREATE TABLE "shelves" \("name" text NOT NULL/)]);
    expect(down).toEqual(['DROP TABLE "shelves"']);
  });

  it.each([
    ['a column that may be null here and not there', { stars: { type: 'integer', nullable: true } }],
    ['a column of another type', { stars: { type: 'bigint' } }],
  ])('shows %s', async (_, changed) => {
    expect((await schemaDifference(open.url, [notes(changed)])).up).not.toEqual([]);
  });
});
