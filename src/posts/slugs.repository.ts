import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { Database, type Statement } from '../platform/database/index.js';
import { viewerOf, visibleTo, type Viewer } from './visibility.js';

const CLAIM = {
  name: 'posts.claim-slug',
  text: `
    INSERT INTO post_slugs (slug, post_id)
    SELECT c.slug, $2::uuid FROM unnest($1::text[]) WITH ORDINALITY AS c (slug, place)
    WHERE NOT EXISTS (SELECT 1 FROM post_slugs s WHERE s.slug = c.slug)
    ORDER BY c.place LIMIT 1
    ON CONFLICT DO NOTHING
    RETURNING slug`,
};

const FREE = {
  name: 'posts.free-slug',
  text: `
    SELECT c.slug FROM unnest($1::text[]) WITH ORDINALITY AS c (slug, place)
    WHERE NOT EXISTS (SELECT 1 FROM post_slugs s WHERE s.slug = c.slug)
    ORDER BY c.place LIMIT 1`,
};

const holder = (viewer: Viewer, condition: string): Statement => ({
  name: `posts.slug-holder-${viewer}`,
  text: `SELECT p.id AS "postId", (${condition}) AS visible
    FROM post_slugs s JOIN posts p ON p.id = s.post_id WHERE s.slug = $1`,
});

export interface SlugHolder {
  postId: string;
  /** Whether the caller may know of it. */
  visible: boolean;
}

/** The register of all slugs, present and past. A slug in it belongs to its post for good. */
@Injectable()
export class SlugsRepository {
  constructor(private readonly database: Database) {}

  /** Enters the first candidate that is free; undefined when none is, or another one was faster. */
  async claim(candidates: string[], postId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ slug: string }>(CLAIM, [candidates, postId]);
    return row?.slug;
  }

  /** The first candidate that is free at the moment. */
  async firstFree(candidates: string[]): Promise<string | undefined> {
    const [row] = await this.database.query<{ slug: string }>(FREE, [candidates]);
    return row?.slug;
  }

  async findHolder(slug: string, caller: Principal): Promise<SlugHolder | undefined> {
    const viewer = viewerOf(caller);
    const values = viewer === 'member' ? [slug, caller.userId] : [slug];
    const [row] = await this.database.query<SlugHolder>(holder(viewer, visibleTo(viewer, '$2')), values);
    return row;
  }
}
