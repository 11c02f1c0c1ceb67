import {
  ChoiceField,
  DateTimeField,
  PageQuery,
  QueryFlag,
  TextField,
  TextListField,
  UrlField,
} from '../platform/http/index.js';
import { POST_SORTS, type PostSort } from './post-selection.js';
import { SLUG, SLUG_LENGTH } from './slug.js';
import { TAG_SORTS, type TagSort } from './tag-sort.js';
import { LISTED_STATUSES, type ListedStatus } from './visibility.js';

const title = { min: 1, max: 200, convert: onOneLine, example: 'Hello, world' };
const content = {
  min: 1,
  max: 1_000_000,
  pattern: { expression: /\S/, hint: 'must not be blank' },
  description: 'Markdown',
  example: 'It *begins*.',
};
const excerpt = { max: 500, optional: true, nullable: true, convert: (text: string) => text.trim() };
const tags = {
  maxItems: 20,
  min: 1,
  max: 50,
  optional: true,
  example: ['sea'],
  description: 'In the order given; those that differ only in case are one',
};
const coverImageUrl = { optional: true, nullable: true };
const publishAt = { optional: true, nullable: true, description: 'A time to come, at which the post goes live' };

/** What a post can begin as. */
const BEGINNINGS = ['draft', 'published'] as const;

/** The body of `POST /posts`. */
export class CreatePost {
  @TextField(title)
  title: string;

  @TextField(content)
  content: string;

  @TextField({ ...excerpt })
  excerpt?: string | null;

  @TextField({
    ...slugField('Made from the title when it is left out; a suffix makes it unique where need be'),
  })
  slug?: string;

  @TextListField(tags)
  tags?: string[];

  @UrlField(coverImageUrl)
  coverImageUrl?: string | null;

  @ChoiceField(BEGINNINGS, {
    optional: true,
    description: '`draft` unless `publishAt` schedules it; `published` publishes at once, or at `publishAt`',
  })
  status?: (typeof BEGINNINGS)[number];

  @DateTimeField(publishAt)
  publishAt?: Date | null;
}

/** The body of `POST /posts/{id}/publish`. */
export class PublishPost {
  @DateTimeField(publishAt)
  publishAt?: Date | null;
}

/** The query of `DELETE /posts/{id}`. */
export class RemovePost {
  @QueryFlag({ default: false, description: '`true` removes the post for good, which admins may' })
  purge = false;
}

/** The body of `PATCH /posts/{id}`: what is left out stays as it is. */
export class EditPost {
  @TextField({ ...title, optional: true })
  title?: string;

  @TextField({ ...content, optional: true })
  content?: string;

  @TextField(excerpt)
  excerpt?: string | null;

  @TextField(slugField('The old one goes on leading to the post'))
  slug?: string;

  @TextListField({ ...tags, description: 'All of them, in the order given' })
  tags?: string[];

  @UrlField(coverImageUrl)
  coverImageUrl?: string | null;
}

/** The query of `GET /posts/{id}`. */
export class PostQuery {
  @ChoiceField(['html'], { optional: true, description: 'Adds `contentHtml`' })
  render?: 'html';
}

/** What every list of posts can be narrowed and ordered by. */
export class PostsOfAuthorQuery extends PageQuery {
  @TextField({
    min: 1,
    max: 200,
    optional: true,
    example: 'sea -storm',
    description:
      'Full-text search, whatever the accents: `"a phrase"`, `-without`, `this or that`. When no post has the words, those with the words of titles that come closest are shown, and `meta.corrected` is true. Words with `+`, `#` or `%`, such as C++, are looked for in the newest 500 hits for the rest of them; symbols and stop words alone in the titles of the newest 2 000 posts. A phrase whose words very many posts have is looked for in the newest 10 000 or so of these',
  })
  q?: string;

  @TextField({ min: 1, max: 100, optional: true, description: 'Slug or name of a tag', example: 'sea' })
  tag?: string;

  @ChoiceField(LISTED_STATUSES, {
    optional: true,
    description:
      'Shows only what the caller may see: all but published posts to their authors, moderators and admins, to others an empty list; `trashed` those that lie in the trash',
  })
  status?: ListedStatus;

  @DateTimeField({ optional: true, description: 'At this moment or later' })
  publishedAfter?: Date;

  @DateTimeField({ optional: true, description: 'Before this moment' })
  publishedBefore?: Date;

  @ChoiceField(POST_SORTS, {
    optional: true,
    description:
      '`relevance` with `q`, else `publishedAt`, where posts that were never published count as the newest; with `status=scheduled` the time at which they go live. `relevance` needs `q` and ranks the newest 2 000 hits, and of those that have the words in their contents alone the newest 200',
  })
  sortBy?: PostSort;
}

/** The query of `GET /posts`. */
export class PostsQuery extends PostsOfAuthorQuery {
  @TextField({
    min: 1,
    max: 36,
    optional: true,
    convert: (text) => text.toLowerCase(),
    description: 'Id or username',
    example: 'ann',
  })
  author?: string;
}

/** The query of `GET /tags`. */
export class TagsQuery extends PageQuery {
  @ChoiceField(TAG_SORTS, { default: 'count', description: '`count`: how many published posts have it' })
  sortBy: TagSort = 'count';
}

function slugField(description: string): Parameters<typeof TextField>[0] {
  const hint = 'must be words of a-z and 0-9 joined by hyphens';
  return { min: 1, max: SLUG_LENGTH, optional: true, description, pattern: { expression: SLUG, hint } };
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
