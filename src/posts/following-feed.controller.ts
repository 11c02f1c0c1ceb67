import { Controller, Get, Query } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { ApiTags, Operation, PageQuery, pageOf, type Page } from '../platform/http/index.js';
import { invalidCursor } from '../platform/problem/index.js';
import { Caller, Scope } from '../platform/security/index.js';
import { FollowingFeedService } from './following-feed.service.js';
import { PostListItemView } from './post.view.js';

@ApiTags('Posts')
@Controller({ path: 'posts/feed', version: '1' })
export class FollowingFeedController {
  constructor(private readonly feed: FollowingFeedService) {}

  @Get()
  @Scope('posts:read')
  @Operation({
    summary: 'List the posts of those whom you follow',
    description: 'Published ones, the newest first unless `sortOrder` asks otherwise.',
    success: pageOf(PostListItemView),
    problems: [invalidCursor],
  })
  list(@Query() query: PageQuery, @Caller() caller: Principal): Promise<Page<PostListItemView>> {
    return this.feed.list(query, caller);
  }
}
