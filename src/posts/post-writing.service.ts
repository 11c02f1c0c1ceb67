import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import { currentContext } from '../platform/context/index.js';
import { Jobs } from '../platform/jobs/index.js';
import type { Post } from './post.entity.js';
import { PostsRepository } from './posts.repository.js';
import { RevisionsRepository } from './revisions.repository.js';
import { TagsRepository } from './tags.repository.js';

/** The job that publishes what is due. */
export const PUBLISH_DUE_POSTS = 'publish-due-posts';

/** Writes posts with all that hangs on them: tags, time, history, and the word that cached answers have aged. */
@Injectable()
export class PostWritingService {
  constructor(
    private readonly posts: PostsRepository,
    private readonly tags: TagsRepository,
    private readonly revisions: RevisionsRepository,
    private readonly cache: CacheTags,
    private readonly jobs: Jobs,
  ) {}

  /** Writes a new post, which has its slug already; inside the transaction that claimed it. */
  async add(post: Post): Promise<void> {
    post.tags = await this.tags.settle(post.tags);
    await this.posts.insert(post);
    await this.tags.assign(post.id, post.tags, true);
    await this.record(post);
    await this.setAlarm(post);
    this.tellChange(post, false);
  }

  /** The names of tags as verbs are to give them to posts: an old one gives way to the present name of its tag. */
  settleTags(names: readonly string[]): Promise<string[]> {
    return this.tags.settle(names);
  }

  /** Runs a verb on a locked post, and writes what it changes. Tells whether that was anything. */
  async change(post: Post, verb: () => void | Promise<void>): Promise<boolean> {
    const { version, title, excerpt, content, tags, isPublic, publishAt } = post;
    await verb();
    if (post.version === version) return false;
    await this.posts.save(post);
    if (post.tags !== tags) await this.tags.assign(post.id, post.tags, false);
    const isSame = post.title === title && post.excerpt === excerpt && post.content === content && post.tags === tags;
    if (!isSame) await this.record(post);
    if (post.publishAt !== publishAt) await this.setAlarm(post);
    this.tellChange(post, isPublic);
    return true;
  }

  /** Removes a locked post for good, with all that hangs on it. */
  async remove(post: Post): Promise<void> {
    await this.posts.delete(post.id);
    this.tellChange(post, post.isPublic);
  }

  /** Keeps what the post says now. Nobody in particular has written what comes by a command. */
  private record({ id }: Post): Promise<void> {
    return this.revisions.record(id, currentContext()?.principal?.userId ?? null);
  }

  /** Has somebody look at the time that is set. A time that is no longer set may ring in vain. */
  private async setAlarm({ id, publishAt }: Post): Promise<void> {
    if (publishAt) await this.jobs.add(PUBLISH_DUE_POSTS, {}, { runAt: publishAt, key: `${PUBLISH_DUE_POSTS}:${id}` });
  }

  /** Lists and tags show published posts only. */
  private tellChange(post: Post, wasPublic: boolean): void {
    this.cache.changed(`post:${post.id}`);
    if (wasPublic || post.isPublic) this.cache.changed('posts', 'tags');
  }
}
