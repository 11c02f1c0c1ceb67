import { Database } from '../../src/platform/database/index.js';
import { tagKey } from '../../src/posts/tag-name.js';
import type { TestApp } from '../support/app.js';

interface Row {
  id: string;
  tags: string[];
  linked: string[];
  aliases: number;
}

/** What is wrong with the tags as they are stored: nothing, one hopes. */
export async function confusedTags(server: TestApp): Promise<unknown[]> {
  const database = server.app.get(Database);
  const posts = await database.queryText<Row>(`
    SELECT p.id, p.tags, array_remove(array_agg(t.key ORDER BY pt.position), NULL) AS linked,
      count(t.alias_of)::integer AS aliases
    FROM posts p LEFT JOIN post_tags pt ON pt.post_id = p.id LEFT JOIN tags t ON t.id = pt.tag_id GROUP BY p.id`);
  const wrongCounts = await database.queryText(`
    SELECT t.name, kept.count AS kept, real.count AS real FROM tags t,
      LATERAL (
        SELECT t.count + coalesce(sum(change), 0)::integer AS count FROM tag_counts c WHERE c.tag_id = t.id) kept,
      LATERAL (SELECT count(*)::integer AS count FROM post_tags pt JOIN posts p ON p.id = pt.post_id
        WHERE pt.tag_id = t.id AND p.status = 'published' AND p.deleted_at IS NULL) real
    WHERE kept.count <> real.count`);
  const chains = await database.queryText(
    'SELECT a.name FROM tags a JOIN tags t ON t.id = a.alias_of WHERE t.alias_of IS NOT NULL',
  );
  return [
    ...posts.filter(({ tags, linked, aliases }) => aliases > 0 || tags.map(tagKey).join() !== linked.join()),
    ...wrongCounts,
    ...chains,
  ];
}
