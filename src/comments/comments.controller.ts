import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { Cached } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import {
  ApiTags,
  IdParam,
  IfMatch,
  nothing,
  one,
  Operation,
  type Precondition,
  type Resource,
} from '../platform/http/index.js';
import { forbidden, invalidState, notFound } from '../platform/problem/index.js';
import { Caller, MaybeCaller, Public, Roles, Scope, VerifiedEmail } from '../platform/security/index.js';
import { EditComment, HideComment } from './comment.dto.js';
import { CommentView } from './comment.view.js';
import { CommentsReadingService } from './comments-reading.service.js';
import { CommentsService } from './comments.service.js';

@ApiTags('Comments')
@Controller({ path: 'comments/:id', version: '1' })
export class CommentsController {
  constructor(
    private readonly comments: CommentsService,
    private readonly reading: CommentsReadingService,
  ) {}

  @Get()
  @Public()
  @Cached()
  @Scope('comments:read')
  @Operation({
    summary: 'Read a comment',
    description: 'To whoever sees its post. A hidden or deleted one shows no `content`.',
    success: one(CommentView),
    problems: [notFound],
  })
  read(@Param('id', IdParam) id: string, @MaybeCaller() caller?: Principal): Promise<Resource<CommentView>> {
    return this.reading.read(id, caller);
  }

  @Patch()
  @Scope('comments:write')
  @VerifiedEmail()
  @Operation({
    summary: 'Edit a comment',
    description: 'By its author, within 15 minutes of its creation.',
    success: one(CommentView),
    problems: [notFound, forbidden, invalidState],
    conditional: true,
  })
  edit(
    @Param('id', IdParam) id: string,
    @Body() body: EditComment,
    @Caller() caller: Principal,
    @IfMatch() precondition: Precondition,
  ): Promise<Resource<CommentView>> {
    return this.comments.edit(id, body, caller, precondition);
  }

  @Delete()
  @Scope('comments:write')
  @Operation({
    summary: 'Delete a comment',
    description: 'Its words are gone for good. It keeps its place, so that replies stay where they are.',
    success: nothing(),
    problems: [notFound, forbidden, invalidState],
    conditional: true,
  })
  remove(
    @Param('id', IdParam) id: string,
    @Caller() caller: Principal,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    return this.comments.remove(id, caller, precondition);
  }

  @Post('hide')
  @Roles('admin', 'moderator')
  @Scope('comments:write')
  @Operation({
    summary: 'Hide a comment',
    description: 'Others see that there is one, not what it says.',
    success: one(CommentView),
    problems: [notFound, forbidden, invalidState],
  })
  hide(
    @Param('id', IdParam) id: string,
    @Body() body: HideComment,
    @Caller() caller: Principal,
  ): Promise<Resource<CommentView>> {
    return this.comments.hide(id, body, caller);
  }

  @Post('unhide')
  @Roles('admin', 'moderator')
  @Scope('comments:write')
  @Operation({
    summary: 'Show a hidden comment again',
    description: 'Its content is there for everybody who sees the post.',
    success: one(CommentView),
    problems: [notFound, forbidden, invalidState],
  })
  unhide(@Param('id', IdParam) id: string, @Caller() caller: Principal): Promise<Resource<CommentView>> {
    return this.comments.unhide(id, caller);
  }
}
