import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import {
  ApiTags,
  IdParam,
  IfMatch,
  one,
  Operation,
  pageOf,
  type Page,
  type Precondition,
  type Resource,
} from '../platform/http/index.js';
import { forbidden, invalidCursor, notFound } from '../platform/problem/index.js';
import { Caller, Scope, VerifiedEmail } from '../platform/security/index.js';
import { PostView } from './post.view.js';
import { RevisionDiffQuery, RevisionsQuery, VersionParam } from './revision.dto.js';
import { RevisionDiffView, RevisionSummaryView, RevisionView } from './revision.view.js';
import { RevisionsService } from './revisions.service.js';

@ApiTags('Posts')
@Controller({ path: 'posts/:id/revisions', version: '1' })
export class RevisionsController {
  constructor(private readonly revisions: RevisionsService) {}

  @Get()
  @Scope('posts:read')
  @Operation({
    summary: 'List the revisions of a post, by version',
    description: 'One for each saved change of title, content, excerpt or tags. For its author and moderators.',
    success: pageOf(RevisionSummaryView),
    problems: [notFound, forbidden, invalidCursor],
  })
  list(
    @Param('id', IdParam) id: string,
    @Query() query: RevisionsQuery,
    @Caller() caller: Principal,
  ): Promise<Page<RevisionSummaryView>> {
    return this.revisions.list(id, query, caller);
  }

  @Get(':version')
  @Scope('posts:read')
  @Operation({
    summary: 'Read a revision',
    description: 'What the post said from one change of its text to the next.',
    success: one(RevisionView),
    problems: [notFound, forbidden],
  })
  read(
    @Param('id', IdParam) id: string,
    @Param('version', VersionParam) version: number,
    @Caller() caller: Principal,
  ): Promise<Resource<RevisionView>> {
    return this.revisions.read(id, version, caller);
  }

  @Get(':version/diff')
  @Scope('posts:read')
  @Operation({
    summary: 'Compare a revision with an earlier or later one',
    description: 'What differs in title, excerpt, tags and, line by line, in content.',
    success: one(RevisionDiffView),
    problems: [notFound, forbidden],
  })
  diff(
    @Param('id', IdParam) id: string,
    @Param('version', VersionParam) version: number,
    @Query() { against }: RevisionDiffQuery,
    @Caller() caller: Principal,
  ): Promise<Resource<RevisionDiffView>> {
    return this.revisions.diff(id, version, against, caller);
  }

  @Post(':version/restore')
  @Scope('posts:write')
  @VerifiedEmail()
  @Operation({
    summary: 'Restore a revision',
    description: 'A new revision, when the post says something else now; what came in between stays in its history.',
    success: one(PostView),
    problems: [notFound, forbidden],
    conditional: true,
  })
  restore(
    @Param('id', IdParam) id: string,
    @Param('version', VersionParam) version: number,
    @Caller() caller: Principal,
    @IfMatch() precondition: Precondition,
  ): Promise<Resource<PostView>> {
    return this.revisions.restore(id, version, caller, precondition);
  }
}
