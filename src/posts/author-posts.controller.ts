import { Controller, Get, Param, Query } from '@nestjs/common';
import { Cached } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { ApiIdOrName, ApiTags, IdOrNameParam, Operation, pageOf, type Page } from '../platform/http/index.js';
import { invalidCursor, notFound } from '../platform/problem/index.js';
import { MaybeCaller, Public, Scope } from '../platform/security/index.js';
import { PostsOfAuthorQuery } from './post.dto.js';
import { PostListItemView } from './post.view.js';
import { PostsReadingService } from './posts-reading.service.js';

@ApiTags('Posts')
@Controller({ path: 'users', version: '1' })
export class AuthorPostsController {
  constructor(private readonly reading: PostsReadingService) {}

  @Get(':id/posts')
  @ApiIdOrName('username', 'ann')
  @Public()
  @Cached()
  @Scope('posts:read')
  @Operation({
    summary: 'List the posts of an author',
    description:
      'Published ones; the author, moderators and admins see all but those in the trash, and these with `status=trashed`.',
    success: pageOf(PostListItemView),
    problems: [notFound, invalidCursor],
  })
  list(
    @Param('id', IdOrNameParam) idOrUsername: string,
    @Query() query: PostsOfAuthorQuery,
    @MaybeCaller() caller?: Principal,
  ): Promise<Page<PostListItemView>> {
    return this.reading.listByAuthor(idOrUsername, query, caller);
  }
}
