import type { MigrationInterface, QueryRunner } from 'typeorm';

export class CreatePosts20260101140000 implements MigrationInterface {
  name = 'CreatePosts20260101140000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const statement of [POSTS, POST_SLUGS, TAGS, POST_TAGS, ...SEARCH, ...INDEXES]) {
      await queryRunner.query(statement);
    }
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.query('DROP TABLE post_tags, tags, post_slugs, posts');
    await queryRunner.query('DROP FUNCTION posts_set_search()');
    await queryRunner.query('DROP TEXT SEARCH CONFIGURATION quire');
  }
}

// `tags` holds the spellings that the author gave, in their order: reading a post takes no join, and the search index
// sees them in the same write. `post_tags` is what lists are filtered and counted by.
const POSTS = `
  CREATE TABLE posts (
    id uuid NOT NULL,
    author_id uuid NOT NULL,
    slug text NOT NULL,
    title text NOT NULL,
    excerpt text,
    content text NOT NULL,
    status text NOT NULL,
    tags text[] NOT NULL DEFAULT '{}',
    cover_image_url text,
    reading_time_minutes integer NOT NULL,
    comment_count integer NOT NULL DEFAULT 0,
    published_at timestamptz(3),
    publish_at timestamptz(3),
    external_id text,
    deleted_at timestamptz(3),
    created_at timestamptz(3) NOT NULL,
    updated_at timestamptz(3) NOT NULL,
    version integer NOT NULL DEFAULT 1,
    field_versions jsonb NOT NULL DEFAULT '{}',
    search tsvector NOT NULL,
    CONSTRAINT posts_pkey PRIMARY KEY (id),
    CONSTRAINT posts_slug_key UNIQUE (slug),
    CONSTRAINT posts_external_id_key UNIQUE (external_id),
    CONSTRAINT posts_author_id_fkey FOREIGN KEY (author_id) REFERENCES users (id),
    CONSTRAINT posts_status_known CHECK (status IN ('draft', 'published')),
    CONSTRAINT posts_published_at_present CHECK (status <> 'published' OR published_at IS NOT NULL),
    CONSTRAINT posts_title_length CHECK (char_length(title) BETWEEN 1 AND 200),
    CONSTRAINT posts_excerpt_length CHECK (char_length(excerpt) <= 500),
    CONSTRAINT posts_content_length CHECK (char_length(content) BETWEEN 1 AND 1000000),
    CONSTRAINT posts_tags_number CHECK (cardinality(tags) <= 20),
    CONSTRAINT posts_slug_form CHECK (char_length(slug) <= 100 AND slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
  )`;

// Every slug that a post ever had. A slug is claimed before its post is inserted, hence the deferred key.
const POST_SLUGS = `
  CREATE TABLE post_slugs (
    slug text NOT NULL,
    post_id uuid NOT NULL,
    CONSTRAINT post_slugs_pkey PRIMARY KEY (slug),
    CONSTRAINT post_slugs_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE
      DEFERRABLE INITIALLY DEFERRED
  )`;

const TAGS = `
  CREATE TABLE tags (
    id uuid NOT NULL,
    key text NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    CONSTRAINT tags_pkey PRIMARY KEY (id),
    CONSTRAINT tags_key_key UNIQUE (key),
    CONSTRAINT tags_slug_key UNIQUE (slug),
    CONSTRAINT tags_name_length CHECK (char_length(name) BETWEEN 1 AND 50)
  )`;

const POST_TAGS = `
  CREATE TABLE post_tags (
    post_id uuid NOT NULL,
    position smallint NOT NULL,
    tag_id uuid NOT NULL,
    CONSTRAINT post_tags_pkey PRIMARY KEY (post_id, tag_id),
    CONSTRAINT post_tags_position_key UNIQUE (post_id, position),
    CONSTRAINT post_tags_post_id_fkey FOREIGN KEY (post_id) REFERENCES posts (id) ON DELETE CASCADE,
    CONSTRAINT post_tags_tag_id_fkey FOREIGN KEY (tag_id) REFERENCES tags (id)
  )`;

// Markdown is not HTML: without the angle brackets PostgreSQL takes nothing for a tag and leaves it out. Some texts of
// 200 000 characters make an index entry beyond its 1 MB: of those only the beginning is indexed.
const SEARCH = [
  'CREATE TEXT SEARCH CONFIGURATION quire (COPY = pg_catalog.english)',
  `
  CREATE FUNCTION posts_set_search() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    content text := translate(left(NEW.content, 200000), '<>', '  ');
    head tsvector := setweight(to_tsvector('quire', translate(NEW.title, '<>', '  ')), 'A')
      || setweight(to_tsvector('quire', array_to_string(NEW.tags, ' ')), 'B')
      || setweight(to_tsvector('quire', translate(coalesce(NEW.excerpt, ''), '<>', '  ')), 'C');
  BEGIN
    BEGIN
      NEW.search := head || setweight(to_tsvector('quire', content), 'D');
    EXCEPTION WHEN program_limit_exceeded THEN
      NEW.search := head || setweight(to_tsvector('quire', left(content, 20000)), 'D');
    END;
    RETURN NEW;
  END
  $$`,
  `
  CREATE TRIGGER posts_set_search BEFORE INSERT OR UPDATE OF title, tags, excerpt, content ON posts
  FOR EACH ROW EXECUTE FUNCTION posts_set_search()`,
];

const PUBLISHED = `WHERE status = 'published' AND deleted_at IS NULL`;

const INDEXES = [
  `CREATE INDEX posts_published_at_idx ON posts (published_at DESC, id DESC) ${PUBLISHED}`,
  `CREATE INDEX posts_created_at_idx ON posts (created_at DESC, id DESC) ${PUBLISHED}`,
  `CREATE INDEX posts_updated_at_idx ON posts (updated_at DESC, id DESC) ${PUBLISHED}`,
  `CREATE INDEX posts_title_idx ON posts ((lower(title) COLLATE "C") DESC, id DESC) ${PUBLISHED}`,
  `CREATE INDEX posts_drafts_idx ON posts ((coalesce(published_at, 'infinity')) DESC, id DESC)
    WHERE status = 'draft' AND deleted_at IS NULL`,
  `CREATE INDEX posts_author_id_idx ON posts (author_id, (coalesce(published_at, 'infinity')) DESC, id DESC)`,
  `CREATE INDEX posts_search_idx ON posts USING gin (search) WHERE deleted_at IS NULL`,
  `CREATE INDEX post_slugs_post_id_idx ON post_slugs (post_id)`,
  `CREATE INDEX post_tags_tag_id_idx ON post_tags (tag_id, post_id)`,
];
