import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import { PostCommentCounts } from '../posts/index.js';
import { commentsTag } from './comment.tags.js';
import { CommentErasureRepository } from './comment-erasure.repository.js';

/** Comments that one transaction changes. Those that lose their words change the count of their post too. */
const HANDED_OVER = 500;
const EMPTIED = 100;

/** Takes an erased person out of the comments. All of them keep their place in the thread. */
@Injectable()
export class CommentErasure {
  constructor(
    private readonly comments: CommentErasureRepository,
    private readonly counts: PostCommentCounts,
    private readonly cache: CacheTags,
  ) {}

  /** Gives some of the comments to somebody else, in the open transaction; tells whether there were any. */
  async handOver(authorId: string, heirId: string): Promise<boolean> {
    return (await this.comments.handOver(authorId, heirId, HANDED_OVER)) > 0;
  }

  /** Does so and takes their words away, in the open transaction; tells whether there were any. */
  async empty(authorId: string, heirId: string): Promise<boolean> {
    const emptied = await this.comments.empty(authorId, heirId, EMPTIED);
    for (const { postId, counted } of emptied) {
      await this.counts.change(postId, -counted);
      this.cache.changed(commentsTag(postId));
    }
    return emptied.length > 0;
  }
}
