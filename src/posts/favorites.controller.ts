import { Controller, Delete, Get, Param, Put, Query } from '@nestjs/common';
import type { Principal } from '../platform/context/index.js';
import { ApiTags, IdParam, nothing, Operation, PageQuery, pageOf, type Page } from '../platform/http/index.js';
import { invalidCursor, notFound } from '../platform/problem/index.js';
import { Caller, Scope } from '../platform/security/index.js';
import { FavoritesService } from './favorites.service.js';
import { PostListItemView } from './post.view.js';

@ApiTags('Favourites')
@Controller({ version: '1' })
export class FavoritesController {
  constructor(private readonly favorites: FavoritesService) {}

  @Put('posts/:id/favorite')
  @Operation({
    summary: 'Make a published post one of your favourites',
    description: 'Nothing changes when it is one already.',
    success: nothing(),
    problems: [notFound],
  })
  add(@Param('id', IdParam) id: string, @Caller() caller: Principal): Promise<void> {
    return this.favorites.add(id, caller);
  }

  @Delete('posts/:id/favorite')
  @Operation({
    summary: 'Take a published post off your favourites',
    description: 'Nothing changes when it is none of them.',
    success: nothing(),
    problems: [notFound],
  })
  remove(@Param('id', IdParam) id: string, @Caller() caller: Principal): Promise<void> {
    return this.favorites.remove(id, caller);
  }

  @Get('users/me/favorites')
  @Scope('posts:read')
  @Operation({
    summary: 'List your favourites',
    description:
      'The latest first, unless `sortOrder` asks otherwise. A post that is not published is left out until it is again.',
    success: pageOf(PostListItemView),
    problems: [invalidCursor],
  })
  list(@Query() query: PageQuery, @Caller() caller: Principal): Promise<Page<PostListItemView>> {
    return this.favorites.list(query, caller);
  }
}
