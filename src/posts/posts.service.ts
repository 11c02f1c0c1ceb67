import { Injectable } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { Resource, type Precondition } from '../platform/http/index.js';
import { invalidField } from '../platform/problem/index.js';
import { postPath } from './moved-post.js';
import { PostChangeService } from './post-change.service.js';
import type { CreatePost, EditPost } from './post.dto.js';
import { Post } from './post.entity.js';
import type { PostView } from './post.view.js';
import { PostWritingService } from './post-writing.service.js';
import { SlugsService } from './slugs.service.js';
import { tidyTags } from './tag-name.js';

/** What authors and moderators do to a post. */
@Injectable()
export class PostsService {
  constructor(
    private readonly database: Database,
    private readonly slugs: SlugsService,
    private readonly writing: PostWritingService,
    private readonly changes: PostChangeService,
  ) {}

  /**
   * @throws VALIDATION_ERROR when `publishAt` is past, or given to a draft.
   * @throws SLUG_TAKEN when a post that the caller sees has the given slug.
   */
  create(input: CreatePost, caller: Principal): Promise<Resource<PostView>> {
    return this.database.transaction(async () => {
      const post = newPost(input, caller.userId, new Date());
      post.slug =
        input.slug === undefined
          ? await this.slugs.claimFor(post.title, post.id)
          : await this.slugs.claimGiven(input.slug, post.id, caller);
      await this.writing.add(post);
      const { data, version } = await this.changes.show(post.id, caller);
      return new Resource(data, version, postPath(post.id));
    });
  }

  /**
   * @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED.
   * @throws SLUG_TAKEN when a post that the caller sees has the new slug.
   */
  edit(id: string, input: EditPost, caller: Principal, precondition: Precondition): Promise<Resource<PostView>> {
    return this.changes.change(id, caller, precondition, async (post, now) => {
      const { slug = post.slug, tags, ...text } = input;
      const claimed = slug === post.slug ? slug : await this.slugs.claimGiven(slug, post.id, caller);
      const excerpt = emptyToNull(text.excerpt);
      const settled = tags && (await this.writing.settleTags(tidyTags(tags)));
      post.edit({ ...text, excerpt, tags: settled, slug: claimed }, now);
    });
  }

  /**
   * Publishes it now, or, with a time to come, at that time.
   *
   * @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED.
   * @throws INVALID_STATE unless it is a draft or scheduled; VALIDATION_ERROR when the time is past.
   */
  publish(
    id: string,
    publishAt: Date | null | undefined,
    caller: Principal,
    precondition: Precondition,
  ): Promise<Resource<PostView>> {
    return this.changes.change(id, caller, precondition, (post, now) => {
      if (publishAt) post.schedule(publishAt, now);
      else post.publish(now);
    });
  }

  /** @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED; INVALID_STATE when it is a draft. */
  unpublish(id: string, caller: Principal, precondition: Precondition): Promise<Resource<PostView>> {
    return this.changes.change(id, caller, precondition, (post, now) => {
      post.unpublish(now);
    });
  }

  /** @throws NOT_FOUND, FORBIDDEN, PRECONDITION_FAILED; INVALID_STATE when it is archived. */
  archive(id: string, caller: Principal, precondition: Precondition): Promise<Resource<PostView>> {
    return this.changes.change(id, caller, precondition, (post, now) => {
      post.archive(now);
    });
  }
}

function newPost(input: CreatePost, authorId: string, now: Date): Post {
  const { title, content, excerpt, tags = [], coverImageUrl, status, publishAt } = input;
  const text = {
    title,
    content,
    excerpt: emptyToNull(excerpt) ?? null,
    tags: tidyTags(tags),
    coverImageUrl: coverImageUrl ?? null,
  };
  if (!publishAt) {
    return status === 'published' ? Post.published(authorId, text, now, now) : Post.draft(authorId, text, now);
  }
  if (status === 'draft') throw invalidField('publishAt', 'status', 'publishAt is not for drafts: leave out status');
  return Post.scheduled(authorId, text, publishAt, now);
}

function emptyToNull(text: string | null | undefined): string | null | undefined {
  return text === '' ? null : text;
}
