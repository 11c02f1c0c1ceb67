import { Injectable } from '@nestjs/common';
import { v7 as uuid } from 'uuid';
import { Database, onViolation } from '../platform/database/index.js';
import { tagTaken } from './tag.errors.js';

/** A tag as it can be changed. */
export interface TagState {
  id: string;
  key: string;
  slug: string;
  name: string;
  version: number;
}

/** The names under which a tag is known. */
export type TagNames = Pick<TagState, 'key' | 'slug' | 'name'>;

export interface TaggedPost {
  id: string;
  tags: string[];
}

const TAKE_TURN = { name: 'tags.take-turn', text: `SELECT pg_advisory_xact_lock(hashtextextended('quire/tags', 0))` };

const BY_SLUG = {
  name: 'tags.state-by-slug',
  text: `
    SELECT t.id, t.key, t.slug, t.name, t.version
    FROM tags named JOIN tags t ON t.id = coalesce(named.alias_of, named.id) WHERE named.slug = $1`,
};

const BY_KEY = {
  name: 'tags.state-by-key',
  text: `
    SELECT t.id, t.key, t.slug, t.name, t.version
    FROM tags named JOIN tags t ON t.id = coalesce(named.alias_of, named.id) WHERE named.key = $1`,
};

const IS_TAKEN = { name: 'tags.slug-taken', text: 'SELECT 1 FROM tags WHERE slug = $1 AND id <> $2' };

/** Not as hard as FOR UPDATE: comments on these posts, say, need not wait. */
const LOCK_POSTS = {
  name: 'tags.lock-posts',
  text: `
    SELECT p.id, p.tags FROM posts p WHERE p.id IN (SELECT pt.post_id FROM post_tags pt WHERE pt.tag_id = $1)
    ORDER BY p.id FOR NO KEY UPDATE`,
};

/** In the order in which writers lock them. */
const LOCK = {
  name: 'tags.lock',
  text: `
    SELECT id FROM tags WHERE id = ANY($1) OR alias_of = ANY($1)
    ORDER BY alias_of IS NULL, id FOR UPDATE`,
};

const TAKE_BACK = { name: 'tags.take-back', text: 'DELETE FROM tags WHERE key = $1 AND alias_of = $2' };

const RENAME = {
  name: 'tags.rename',
  text: 'UPDATE tags SET key = $2, slug = $3, name = $4, version = version + 1 WHERE id = $1',
};

const ADD_ALIAS = {
  name: 'tags.add-alias',
  text: 'INSERT INTO tags (id, key, slug, name, alias_of) VALUES ($1, $2, $3, $4, $5)',
};

const LEAD = { name: 'tags.lead', text: 'UPDATE tags SET alias_of = $2 WHERE id = $1 OR alias_of = $1' };

/** Of posts that have both tags, the one that comes later goes. */
const UNLINK_DOUBLES = {
  name: 'tags.unlink-doubles',
  text: `
    DELETE FROM post_tags later USING post_tags earlier
    WHERE later.post_id = ANY($1) AND earlier.post_id = later.post_id AND later.position > earlier.position
      AND later.tag_id = ANY($2) AND earlier.tag_id = ANY($2)`,
};

const RELINK = {
  name: 'tags.relink',
  text: 'UPDATE post_tags SET tag_id = $3 WHERE post_id = ANY($1) AND tag_id = $2',
};

const RESPELL = {
  name: 'tags.respell',
  text: `
    UPDATE posts p SET tags = changed.tags
    FROM jsonb_to_recordset($1::jsonb) AS changed (id uuid, tags text[]) WHERE p.id = changed.id`,
};

/** Changes of the tags themselves, for all posts that have them; inside one transaction. */
@Injectable()
export class TagChangesRepository {
  constructor(private readonly database: Database) {}

  /** Waits until no other change of tags is under way; what names lead to stays so until the transaction ends. */
  async takeTurn(): Promise<void> {
    await this.database.query(TAKE_TURN);
  }

  /** The tag that has this slug, or had it once. */
  async findBySlug(slug: string): Promise<TagState | undefined> {
    const [tag] = await this.database.query<TagState>(BY_SLUG, [slug]);
    return tag;
  }

  /** The tag that has this key, or had it once. */
  async findByKey(key: string): Promise<TagState | undefined> {
    const [tag] = await this.database.query<TagState>(BY_KEY, [key]);
    return tag;
  }

  async isTaken(slug: string, exceptId: string): Promise<boolean> {
    return (await this.database.query(IS_TAKEN, [slug, exceptId])).length > 0;
  }

  /**
   * Locks a tag, and the one that it goes into, with all their names, so that no writer gives them meanwhile.
   *
   * @returns the posts that have the first one, locked. Whoever edits a post locks it before its tags: so do we, and
   * look again for those that were tagged while we waited.
   */
  async lock(id: string, intoId = id): Promise<TaggedPost[]> {
    await this.database.query(LOCK_POSTS, [id]);
    await this.database.query(LOCK, [[id, intoId]]);
    return this.database.query<TaggedPost>(LOCK_POSTS, [id]);
  }

  /** Takes a key back that leads to a locked tag, so that it can be its own again; its slug becomes free with it. */
  async takeBack(key: string, id: string): Promise<void> {
    await this.database.query(TAKE_BACK, [key, id]);
  }

  /**
   * Gives a locked tag other names.
   *
   * @param old the names that go on leading to it; undefined when only its spelling changes.
   * @throws TAG_TAKEN when somebody else was faster.
   */
  rename(id: string, { key, slug, name }: TagNames, old: TagNames | undefined): Promise<void> {
    return onViolation({ tags_key_key: tagTaken, tags_slug_key: tagTaken }, async () => {
      await this.database.query(RENAME, [id, key, slug, name]);
      if (old) await this.database.query(ADD_ALIAS, [uuid(), old.key, old.slug, old.name, id]);
    });
  }

  /** Has a locked tag, and all that led to it, lead to another one. */
  async lead(id: string, intoId: string): Promise<void> {
    await this.database.query(LEAD, [id, intoId]);
  }

  /** Gives posts the second tag in place of the first. */
  async relink(postIds: string[], id: string, intoId: string): Promise<void> {
    await this.database.query(UNLINK_DOUBLES, [postIds, [id, intoId]]);
    await this.database.query(RELINK, [postIds, id, intoId]);
  }

  /** Writes what posts show as their tags. That is no edit: their versions stay. */
  async respell(posts: TaggedPost[]): Promise<void> {
    await this.database.query(RESPELL, [JSON.stringify(posts)]);
  }
}
