import { Body, Controller, Delete, Get, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import { Cached } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import {
  ApiBody,
  ApiIdOrName,
  ApiResponse,
  ApiTags,
  created,
  IdOrNameParam,
  IdParam,
  IfMatch,
  nothing,
  one,
  Operation,
  pageOf,
  routeSettings,
  type Page,
  type Precondition,
  type Resource,
} from '../platform/http/index.js';
import { forbidden, invalidCursor, invalidState, notFound } from '../platform/problem/index.js';
import { Caller, MaybeCaller, Public, Scope, VerifiedEmail } from '../platform/security/index.js';
import { CreatePost, EditPost, PostQuery, PostsQuery, PublishPost, RemovePost } from './post.dto.js';
import { slugTaken } from './post.errors.js';
import { PostListItemView, PostView } from './post.view.js';
import { PostsReadingService } from './posts-reading.service.js';
import { PostsService } from './posts.service.js';
import { TrashService } from './trash.service.js';

/** Bytes: a million characters of content, most of them not ASCII. */
const BODY_LIMIT = 2 * 1024 * 1024;

@ApiTags('Posts')
@Controller({ path: 'posts', version: '1' })
export class PostsController {
  constructor(
    private readonly posts: PostsService,
    private readonly reading: PostsReadingService,
    private readonly trash: TrashService,
  ) {}

  @Get()
  @Public()
  @Cached()
  @Scope('posts:read')
  @Operation({
    summary: 'List posts',
    description:
      'Published posts, unless `status` asks for others. An author without posts, or unknown, has an empty list.',
    success: pageOf(PostListItemView),
    problems: [invalidCursor],
  })
  list(@Query() query: PostsQuery, @MaybeCaller() caller?: Principal): Promise<Page<PostListItemView>> {
    return this.reading.list(query, caller);
  }

  @Post()
  @routeSettings({ bodyLimit: BODY_LIMIT })
  @Scope('posts:write')
  @VerifiedEmail()
  @Operation({
    summary: 'Write a post',
    description: 'A draft, unless `status` publishes it or `publishAt` schedules it.',
    success: created(PostView),
    problems: [slugTaken],
  })
  create(@Body() body: CreatePost, @Caller() caller: Principal): Promise<Resource<PostView>> {
    return this.posts.create(body, caller);
  }

  @Get(':id')
  @ApiIdOrName('slug', 'hello-world')
  @Public()
  @Cached()
  @Scope('posts:read')
  @Operation({
    summary: 'Read a post',
    description: 'By its id or slug; an old slug leads to the present one. Another’s draft is not there.',
    success: one(PostView),
    problems: [notFound],
  })
  @ApiResponse({
    status: HttpStatus.PERMANENT_REDIRECT,
    description: 'The slug is an old one; `Location` has the new one',
  })
  read(
    @Param('id', IdOrNameParam) idOrSlug: string,
    @Query() query: PostQuery,
    @MaybeCaller() caller?: Principal,
  ): Promise<Resource<PostView>> {
    return this.reading.read(idOrSlug, query, caller);
  }

  @Patch(':id')
  @routeSettings({ bodyLimit: BODY_LIMIT })
  @Scope('posts:write')
  @VerifiedEmail()
  @Operation({
    summary: 'Edit a post',
    description: 'What is left out stays as it is. A change of title, content, excerpt or tags makes a revision.',
    success: one(PostView),
    problems: [notFound, forbidden, slugTaken],
    conditional: true,
  })
  edit(
    @Param('id', IdParam) id: string,
    @Body() body: EditPost,
    @Caller() caller: Principal,
    @IfMatch() precondition: Precondition,
  ): Promise<Resource<PostView>> {
    return this.posts.edit(id, body, caller, precondition);
  }

  @Delete(':id')
  @Scope('posts:write')
  @Operation({
    summary: 'Put a post into the trash',
    description:
      'Nobody sees it any more but in the list of the trash, from where its author, moderators and admins can restore it for 30 days. Its slugs stay its own. With `purge=true` it is removed for good, from the trash or from where it is.',
    success: nothing(),
    problems: [notFound, forbidden],
    conditional: true,
  })
  remove(
    @Param('id', IdParam) id: string,
    @Query() { purge }: RemovePost,
    @Caller() caller: Principal,
    @IfMatch() precondition: Precondition,
  ): Promise<void> {
    return purge ? this.trash.purge(id, caller, precondition) : this.trash.put(id, caller, precondition);
  }

  @Post(':id/restore')
  @Scope('posts:write')
  @VerifiedEmail()
  @Operation({
    summary: 'Take a post out of the trash, as a draft',
    description: 'With its slug, which nobody else got meanwhile.',
    success: one(PostView),
    problems: [notFound, forbidden, invalidState],
  })
  restore(@Param('id', IdParam) id: string, @Caller() caller: Principal): Promise<Resource<PostView>> {
    return this.trash.restore(id, caller);
  }

  @Post(':id/publish')
  @Scope('posts:write')
  @VerifiedEmail()
  @Operation({
    summary: 'Publish a draft or scheduled post, or schedule it',
    description:
      'With `publishAt` it goes live at that time; sent again, at another one. A post that was published before keeps the date of its first publication.',
    success: one(PostView),
    problems: [notFound, forbidden, invalidState],
    conditional: true,
  })
  @ApiBody({ type: PublishPost, required: false })
  publish(
    @Param('id', IdParam) id: string,
    @Body() { publishAt }: PublishPost,
    @Caller() caller: Principal,
    @IfMatch() precondition: Precondition,
  ): Promise<Resource<PostView>> {
    return this.posts.publish(id, publishAt, caller, precondition);
  }

  @Post(':id/unpublish')
  @Scope('posts:write')
  @Operation({
    summary: 'Make a published, scheduled or archived post a draft again',
    description: 'Only its author, moderators and admins see it from then on.',
    success: one(PostView),
    problems: [notFound, forbidden, invalidState],
    conditional: true,
  })
  unpublish(
    @Param('id', IdParam) id: string,
    @Caller() caller: Principal,
    @IfMatch() precondition: Precondition,
  ): Promise<Resource<PostView>> {
    return this.posts.unpublish(id, caller, precondition);
  }

  @Post(':id/archive')
  @Scope('posts:write')
  @Operation({
    summary: 'Archive a post',
    description: 'Only its author, moderators and admins see it any more; its slugs stay its own.',
    success: one(PostView),
    problems: [notFound, forbidden, invalidState],
    conditional: true,
  })
  archive(
    @Param('id', IdParam) id: string,
    @Caller() caller: Principal,
    @IfMatch() precondition: Precondition,
  ): Promise<Resource<PostView>> {
    return this.posts.archive(id, caller, precondition);
  }
}
