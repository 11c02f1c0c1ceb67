import { Problem } from '../platform/problem/index.js';
import { Post } from './post.entity.js';
import { STATUSES, type PostStatus } from './visibility.js';

const EARLY = new Date('2026-01-01T00:00:00Z');
const LATER = new Date('2026-02-02T00:00:00Z');
const LAST = new Date('2026-03-03T00:00:00Z');
const AUTHOR = '0192f0c1-2345-7abc-8def-0123456789ab';
const TEXT = { title: 'Title', content: 'word '.repeat(440), excerpt: null, tags: ['a'], coverImageUrl: null };

const draft = (): Post => Post.draft(AUTHOR, TEXT, EARLY);

const IN: Record<PostStatus, () => Post> = {
  draft,
  scheduled: () => Post.scheduled(AUTHOR, TEXT, LATER, EARLY),
  published: () => Post.published(AUTHOR, TEXT, EARLY, EARLY),
  archived: () => {
    const post = Post.published(AUTHOR, TEXT, EARLY, EARLY);
    post.archive(EARLY);
    return post;
  },
};

const VERBS: Record<string, (post: Post) => void> = {
  publish: (post) => {
    post.publish(LATER);
  },
  schedule: (post) => {
    post.schedule(LAST, LATER);
  },
  unpublish: (post) => {
    post.unpublish(LATER);
  },
  archive: (post) => {
    post.archive(LATER);
  },
};

/** What a verb does to a post in a state: the state after it, or the actions that would have been allowed. */
function outcome(status: PostStatus, verb: string): unknown {
  const post = IN[status]();
  const { version } = post;
  const refused = refusal(() => VERBS[verb]?.(post));
  if (refused === undefined) {
    expect([post.version, post.updatedAt]).toEqual([version + 1, LATER]);
    return post.status;
  }
  expect([post.version, post.status]).toEqual([version, status]);
  return refused;
}

function refusal(verb: () => void): unknown {
  try {
    verb();
  } catch (error) {
    if (error instanceof Problem) return error.extras.allowed ?? error.extras.errors ?? error.code;
    throw error;
  }
  return undefined;
}

describe('a post', () => {
  it('begins as a draft of version 1 that nobody sees', () => {
    expect(draft()).toMatchObject({
      status: 'draft',
      version: 1,
      publishedAt: null,
      publishAt: null,
      isPublic: false,
      readingTimeMinutes: 2,
    });
  });

  it('can begin published, at a time of its own', () => {
    expect(Post.published(AUTHOR, TEXT, EARLY, LATER)).toMatchObject({
      status: 'published',
      version: 1,
      publishedAt: EARLY,
      createdAt: LATER,
      isPublic: true,
    });
  });

  it('can begin scheduled, for a time to come', () => {
    expect(Post.scheduled(AUTHOR, TEXT, LATER, EARLY)).toMatchObject({
      status: 'scheduled',
      version: 1,
      publishedAt: null,
      publishAt: LATER,
      isPublic: false,
    });
    for (const past of [EARLY, LATER]) expect(() => Post.scheduled(AUTHOR, TEXT, past, LATER)).toThrow(Problem);
  });

  it('goes from state to state as its life allows, and says what it allows', () => {
    const table = STATUSES.map((status) => [status, ...Object.keys(VERBS).map((verb) => outcome(status, verb))]);
    const ofDraft = ['publish', 'archive'];
    const ofPublished = ['unpublish', 'archive'];
    expect(table).toEqual([
      ['draft', 'published', 'scheduled', ofDraft, 'archived'],
      ['scheduled', 'published', 'scheduled', 'draft', 'archived'],
      ['published', ofPublished, ofPublished, 'draft', 'archived'],
      ['archived', ['unpublish'], ['unpublish'], 'draft', ['unpublish']],
    ]);
  });

  it('has a time set exactly while it is scheduled', () => {
    for (const verb of ['publish', 'unpublish', 'archive']) {
      const post = IN.scheduled();
      VERBS[verb]?.(post);
      expect([verb, post.publishAt]).toEqual([verb, null]);
    }
    const trashed = IN.scheduled();
    trashed.trash(EARLY);
    trashed.restore(EARLY);
    expect(trashed).toMatchObject({ status: 'draft', publishAt: null });
  });

  it('can be given another time, and the same one without a new version', () => {
    const post = IN.scheduled();
    post.schedule(LATER, EARLY);
    expect(post).toMatchObject({ version: 1, publishAt: LATER });
    post.schedule(LAST, EARLY);
    expect(post).toMatchObject({ version: 2, publishAt: LAST });
    expect(() => {
      post.schedule(EARLY, LATER);
    }).toThrow(Problem);
    expect(post.publishAt).toBe(LAST);
  });

  it('goes live as of the time that was set, once', () => {
    const post = IN.scheduled();
    post.goLive(LAST);
    post.goLive(LAST);
    expect(post).toMatchObject({
      status: 'published',
      publishedAt: LATER,
      publishAt: null,
      version: 2,
      updatedAt: LAST,
      isPublic: true,
    });
  });

  it('does not go live from the trash or from another state', () => {
    const trashed = IN.scheduled();
    trashed.trash(EARLY);
    trashed.goLive(LAST);
    expect(trashed).toMatchObject({ status: 'scheduled', version: 2, isPublic: false });
    for (const status of ['draft', 'archived'] as const) {
      const post = IN[status]();
      post.goLive(LAST);
      expect(post.status).toBe(status);
    }
  });

  it('keeps the date of its first publication', () => {
    const post = draft();
    post.publish(EARLY);
    post.unpublish(LATER);
    post.publish(LATER);
    expect(post).toMatchObject({ publishedAt: EARLY, version: 4, updatedAt: LATER });
    post.unpublish(LATER);
    post.schedule(LAST, LATER);
    post.goLive(LAST);
    expect(post.publishedAt).toBe(EARLY);
  });

  it('comes back from the trash as a draft, and only from there', () => {
    for (const status of STATUSES) {
      const post = IN[status]();
      post.trash(LATER);
      expect(post.isPublic).toBe(false);
      post.restore(LATER);
      expect(post).toMatchObject({ status: 'draft', deletedAt: null });
      expect(
        refusal(() => {
          post.restore(LATER);
        }),
      ).toEqual(['publish', 'archive']);
    }
  });

  it('knows its reading time after each edit, and which version changed what', () => {
    const post = draft();
    post.edit({ title: 'New' }, LATER);
    post.edit({ content: 'word' }, LATER);
    expect(post).toMatchObject({ readingTimeMinutes: 1, version: 3, fieldVersions: { title: 2, content: 3 } });
    post.edit({ title: 'New', tags: ['a'] }, LATER);
    expect(post.version).toBe(3);
  });
});
