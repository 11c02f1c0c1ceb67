import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Cached } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { ApiTags, created, IdParam, Operation, pageOf, type Page, type Resource } from '../platform/http/index.js';
import { invalidCursor, invalidState, notFound } from '../platform/problem/index.js';
import { Caller, MaybeCaller, Public, RateLimit, Scope, VerifiedEmail } from '../platform/security/index.js';
import { CommentsQuery, CreateComment } from './comment.dto.js';
import { CommentView } from './comment.view.js';
import { CommentsReadingService } from './comments-reading.service.js';
import { CommentsService } from './comments.service.js';

@ApiTags('Comments')
@Controller({ path: 'posts/:id/comments', version: '1' })
export class PostCommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly reading: CommentsReadingService,
  ) {}

  @Get()
  @Public()
  @Cached()
  @Scope('comments:read')
  @Operation({
    summary: 'List the comments on a post',
    description:
      'To whoever sees the post. Comments and replies in one list, oldest first: `parentId` tells what belongs together. Hidden and deleted ones keep their place without `content`.',
    success: pageOf(CommentView),
    problems: [notFound, invalidCursor],
  })
  list(
    @Param('id', IdParam) id: string,
    @Query() query: CommentsQuery,
    @MaybeCaller() caller?: Principal,
  ): Promise<Page<CommentView>> {
    return this.reading.list(id, query, caller);
  }

  @Post()
  @RateLimit({ name: 'comment', limit: 10, window: 60 })
  @Scope('comments:write')
  @VerifiedEmail()
  @Operation({
    summary: 'Comment on a published post',
    description: 'With `parentId` a reply to a comment; replies are one level deep.',
    success: created(CommentView),
    problems: [notFound, invalidState],
  })
  create(
    @Param('id', IdParam) id: string,
    @Body() body: CreateComment,
    @Caller() caller: Principal,
  ): Promise<Resource<CommentView>> {
    return this.comments.create(id, body, caller);
  }
}
