import { Body, Controller, Get, HttpStatus, Param, Patch, Post, Query } from '@nestjs/common';
import { Cached } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import {
  ApiResponse,
  ApiTags,
  IdOrNameParam,
  IfMatch,
  one,
  Operation,
  pageOf,
  type Page,
  type Precondition,
  type Resource,
} from '../platform/http/index.js';
import { invalidCursor, notFound } from '../platform/problem/index.js';
import { MaybeCaller, Public, Roles, Scope } from '../platform/security/index.js';
import { TagsQuery } from './post.dto.js';
import { TagChangesService } from './tag-changes.service.js';
import { MergeTag, RenameTag } from './tag.dto.js';
import { tagTaken } from './tag.errors.js';
import { TagView } from './tag.view.js';
import { TagsService } from './tags.service.js';

const MOVED = {
  status: HttpStatus.PERMANENT_REDIRECT,
  description: 'The slug is an old one; `Location` has the new one',
};

@ApiTags('Tags')
@Controller({ path: 'tags', version: '1' })
export class TagsController {
  constructor(
    private readonly tags: TagsService,
    private readonly changes: TagChangesService,
  ) {}

  @Get()
  @Public()
  @Cached()
  @Scope('posts:read')
  @Operation({
    summary: 'List the tags of published posts',
    description: 'By how many posts have them, unless `sortBy` asks otherwise.',
    success: pageOf(TagView),
    problems: [invalidCursor],
  })
  list(@Query() query: TagsQuery): Promise<Page<TagView>> {
    return this.tags.list(query);
  }

  @Get(':slug')
  @Public()
  @Cached()
  @Scope('posts:read')
  @Operation({
    summary: 'Read a tag',
    description: 'One that no published post has is there for moderators and admins only.',
    success: one(TagView),
    problems: [notFound],
  })
  @ApiResponse(MOVED)
  read(@Param('slug', IdOrNameParam) slug: string, @MaybeCaller() caller?: Principal): Promise<Resource<TagView>> {
    return this.tags.read(slug, caller);
  }

  @Patch(':slug')
  @Roles('admin')
  @Operation({
    summary: 'Rename a tag',
    description:
      'Every post shows the new name, at the version that it has. The old name and slug go on leading to the tag, also when a post is given it.',
    success: one(TagView),
    problems: [notFound, tagTaken],
    conditional: true,
  })
  @ApiResponse(MOVED)
  rename(
    @Param('slug', IdOrNameParam) slug: string,
    @Body() { name }: RenameTag,
    @IfMatch() precondition: Precondition,
  ): Promise<Resource<TagView>> {
    return this.changes.rename(slug, name, precondition);
  }

  @Post(':slug/merge')
  @Roles('admin')
  @Operation({
    summary: 'Merge a tag into another one',
    description: 'Its posts get the other one in its place, and all of its names lead there from now on.',
    success: one(TagView),
    problems: [notFound],
  })
  @ApiResponse(MOVED)
  merge(@Param('slug', IdOrNameParam) slug: string, @Body() { into }: MergeTag): Promise<Resource<TagView>> {
    return this.changes.merge(slug, into);
  }
}
