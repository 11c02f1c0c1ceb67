import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { Database, type Statement } from '../platform/database/index.js';
import { Post } from './post.entity.js';
import { summaryColumns, type PostRow } from './post.rows.js';
import { viewerOf, visibleOrTrashed, visibleTo, type Viewer } from './visibility.js';

const VIEWERS: readonly Viewer[] = ['anyone', 'member', 'moderator'];

const BY_ID = byViewer((viewer) => ({
  name: `posts.by-id-${viewer}`,
  text: `
    SELECT ${columnsFor(viewer)}, p.content
    FROM posts p JOIN users a ON a.id = p.author_id
    WHERE p.id = $1 AND ${visibleTo(viewer, '$2')}`,
}));

/** Finds a post by each slug that it ever had. */
const BY_SLUG = byViewer((viewer) => ({
  name: `posts.by-slug-${viewer}`,
  text: `
    SELECT ${columnsFor(viewer)}, p.content
    FROM post_slugs s JOIN posts p ON p.id = s.post_id JOIN users a ON a.id = p.author_id
    WHERE s.slug = $1 AND ${visibleTo(viewer, '$2')}`,
}));

/** Posts one by one: plain rows for reading, locked entities for changing. */
@Injectable()
export class PostsRepository {
  constructor(private readonly database: Database) {}

  findById(id: string, caller: Principal | undefined): Promise<PostRow | undefined> {
    return this.findOne(BY_ID, id, caller);
  }

  /** The slug may be an old one of the post's. */
  findBySlug(slug: string, caller: Principal | undefined): Promise<PostRow | undefined> {
    return this.findOne(BY_SLUG, slug, caller);
  }

  /** Locks a post that the caller may read until the transaction ends. */
  lock(id: string, caller: Principal): Promise<Post | null> {
    return this.lockWhere(id, caller, visibleTo(viewerOf(caller), ':callerId'));
  }

  /** Like `lock`, but finds also trashed posts that the caller may restore. */
  lockEvenTrashed(id: string, caller: Principal): Promise<Post | null> {
    return this.lockWhere(id, caller, visibleOrTrashed(viewerOf(caller), ':callerId'));
  }

  async insert(post: Post): Promise<void> {
    await this.database.manager.insert(Post, post);
  }

  /** Writes what has changed. */
  async save(post: Post): Promise<void> {
    const unsaved = post.takeUnsaved();
    if (unsaved) await this.database.manager.update(Post, post.id, unsaved);
  }

  /** Removes it with all that hangs on it. */
  async delete(id: string): Promise<void> {
    await this.database.manager.delete(Post, id);
  }

  private async findOne(
    statements: Record<Viewer, Statement>,
    name: string,
    caller: Principal | undefined,
  ): Promise<PostRow | undefined> {
    const values = caller ? [name, caller.userId] : [name];
    const [row] = await this.database.query<PostRow>(statements[viewerOf(caller)], values);
    return row;
  }

  private lockWhere(id: string, caller: Principal, condition: string): Promise<Post | null> {
    return this.database.manager
      .createQueryBuilder(Post, 'p')
      .where('p.id = :id', { id })
      .andWhere(condition, { callerId: caller.userId })
      .setLock('pessimistic_write')
      .getOne();
  }
}

function byViewer(statement: (viewer: Viewer) => Statement): Record<Viewer, Statement> {
  return Object.fromEntries(VIEWERS.map((viewer) => [viewer, statement(viewer)])) as Record<Viewer, Statement>;
}

function columnsFor(viewer: Viewer): string {
  return summaryColumns(viewer === 'anyone' ? undefined : '$2');
}
