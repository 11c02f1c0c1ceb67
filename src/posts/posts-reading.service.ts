import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import type { Principal } from '../platform/context/index.js';
import { Pager, Resource, UUID, type Page } from '../platform/http/index.js';
import { invalidField, notFound } from '../platform/problem/index.js';
import { ContentHtml } from './content-html.js';
import { MovedPost } from './moved-post.js';
import type { PostSelection } from './post-selection.js';
import { PostListsRepository } from './post-lists.repository.js';
import type { PostQuery, PostsOfAuthorQuery, PostsQuery } from './post.dto.js';
import { toPostListItem, toPostView, type PostListItemView, type PostView } from './post.view.js';
import { PostsRepository } from './posts.repository.js';
import { TAG_NAMES } from './tag-name.js';
import { viewerOf } from './visibility.js';

/** An id that nobody has (RFC 9562 §5.9). */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Shows posts, one by one and in lists, to those who may see them. */
@Injectable()
export class PostsReadingService {
  constructor(
    private readonly posts: PostsRepository,
    private readonly lists: PostListsRepository,
    private readonly pager: Pager,
    private readonly cache: CacheTags,
    private readonly html: ContentHtml,
  ) {}

  /**
   * @throws NOT_FOUND when there is none that the caller may see.
   * @throws MovedPost when the slug is an old one.
   */
  async read(idOrSlug: string, { render }: PostQuery, caller: Principal | undefined): Promise<Resource<PostView>> {
    const isId = UUID.test(idOrSlug);
    const row = isId ? await this.posts.findById(idOrSlug, caller) : await this.posts.findBySlug(idOrSlug, caller);
    if (!row) throw notFound();
    if (!isId && row.slug !== idOrSlug) throw new MovedPost(row.slug);
    this.cache.shows(`post:${row.id}`, `user:${row.authorId}`, TAG_NAMES);
    const contentHtml = render === 'html' ? await this.html.render(row.content) : undefined;
    return new Resource(toPostView(row, contentHtml), row.version);
  }

  /** Published posts unless `status` asks for others. */
  async list(query: PostsQuery, caller: Principal | undefined): Promise<Page<PostListItemView>> {
    const { author: name, status = 'published' } = query;
    if (name === undefined) return this.show(query, { status }, caller);
    const author = await this.lists.findAuthor(name);
    return this.show(query, { status, authorId: author?.id ?? NOBODY }, caller);
  }

  /**
   * All posts of one author that the caller may see, whatever their status.
   *
   * @throws NOT_FOUND when there is no such author, or no longer.
   */
  async listByAuthor(
    name: string,
    query: PostsOfAuthorQuery,
    caller: Principal | undefined,
  ): Promise<Page<PostListItemView>> {
    const author = await this.lists.findAuthor(name);
    if (!author || author.isDeleted) throw notFound();
    const status = query.status ?? (caller ? undefined : 'published');
    return this.show(query, { status, authorId: author.id }, caller);
  }

  private async show(
    query: PostsOfAuthorQuery,
    { status, authorId }: Pick<PostSelection, 'status' | 'authorId'>,
    caller: Principal | undefined,
  ): Promise<Page<PostListItemView>> {
    const { q, tag, publishedAfter, publishedBefore, sortOrder } = query;
    const sortBy = sortOf(query);
    const window = this.pager.window(query);
    const search = q === undefined ? undefined : await this.lists.toSearch(q);
    const viewer = { viewer: viewerOf(caller), callerId: caller?.userId };
    const selection = { ...viewer, status, authorId, tag, publishedAfter, publishedBefore, search };
    const { rows, count, isCorrected } = await this.lists.find(selection, sortBy, sortOrder, window);
    if (authorId !== NOBODY) this.cache.shows('posts', ...rowTags(rows, authorId));
    const page = this.pager.page(query, rows, count, toPostListItem);
    return isCorrected ? page.with({ corrected: true }) : page;
  }
}

function sortOf({ q, sortBy }: PostsOfAuthorQuery): NonNullable<PostsOfAuthorQuery['sortBy']> {
  if (sortBy === 'relevance' && q === undefined) {
    throw invalidField('sortBy', 'relevance', 'sortBy can be relevance only together with q');
  }
  return sortBy ?? (q === undefined ? 'publishedAt' : 'relevance');
}

/** A list shows its posts' counts and authors' names, and changes when the name that it was asked for by becomes another's. */
function rowTags(rows: { id: string; authorId: string }[], authorId: string | undefined): string[] {
  const authors = rows.map((row) => row.authorId);
  const users = new Set(authorId === undefined ? authors : [authorId, ...authors]);
  return [...rows.map(({ id }) => `post:${id}`), ...[...users].map((id) => `user:${id}`)];
}
