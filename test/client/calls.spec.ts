import {
  createQuire,
  editLatest,
  isProblem,
  MemoryTokenStore,
  type QuireWithSession,
} from '../../clients/typescript/src/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { Network } from './support/network.js';

const POST = '/api/v1/posts/{id}';

describe('the client', () => {
  let test: TestApp;
  let ann: TestUser;
  let network: Network;
  let quire: QuireWithSession;

  beforeAll(async () => {
    test = await startApp();
  });

  beforeEach(async () => {
    ann = await aUser().in(test);
    network = new Network();
    quire = clientOf(ann);
  });

  afterAll(() => test.stop());

  function clientOf(user: TestUser): QuireWithSession {
    const tokens = new MemoryTokenStore();
    tokens.write({ accessToken: user.accessToken, expiresAt: Date.now() + 900_000 });
    return createQuire({ baseUrl: `${test.url}/`, fetch: network.fetch, tokens, retry: { firstPause: 1 } });
  }

  describe('going through a list', () => {
    it('meets each row once from the first to the last, whatever is written meanwhile', async () => {
      const made = [];
      for (let index = 0; index < 7; index += 1) made.push((await aPost().by(ann.api).tagged('walk').published()).id);
      const met: string[] = [];
      for await (const { id } of quire.items('/api/v1/posts', { query: { tag: 'walk', limit: 2 } })) {
        met.push(id);
        await aPost().by(ann.api).tagged('walk').published();
      }
      expect(met).toEqual(made.reverse());
      expect(network.requests('GET', '/api/v1/posts')).toHaveLength(4);
    });

    it('fetches no page that nobody asks for', async () => {
      for (let index = 0; index < 3; index += 1) await aPost().by(ann.api).tagged('break').published();
      for await (const page of quire.pages('/api/v1/posts', { query: { tag: 'break', limit: 1 } })) {
        expect([page.data.length, page.meta.hasNext]).toEqual([1, true]);
        break;
      }
      expect(network.sent).toHaveLength(1);
    });

    it('ends at once where there is nothing, and with the problem of a page that is refused', async () => {
      const none = [];
      for await (const row of quire.items('/api/v1/posts', { query: { tag: 'nothing-has-it' } })) none.push(row);
      expect(none).toEqual([]);
      const strangers = quire.items('/api/v1/users');
      await expect(strangers.next()).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });
  });

  describe('problems', () => {
    it('have a code, fields and a request id', async () => {
      const failure: unknown = await quire
        .post('/api/v1/posts', { body: { title: '', content: '', tags: ['a', ''] } })
        .catch(same);
      if (!isProblem(failure, 'VALIDATION_ERROR')) throw failure;
      expect(failure).toBeInstanceOf(Error);
      expect([failure.name, failure.status, failure.instance]).toEqual(['QuireProblem', 400, '/api/v1/posts']);
      expect(failure.message).toMatch(/^VALIDATION_ERROR: \d fields are invalid$/);
      expect([...failure.errorsByField.keys()]).toEqual(expect.arrayContaining(['title', 'content', 'tags[1]']));
      expect(failure.errorsByField.get('title')?.[0]?.message).toContain('title');
      expect(failure.requestId).toMatch(/^[\da-f-]{36}$/);
      expect(isProblem(failure)).toBe(true);
      expect([isProblem(failure, 'NOT_FOUND'), isProblem(new Error('no'))]).toEqual([false, false]);
    });

    it('carry what their code adds', async () => {
      const { slug, id } = await aPost().by(ann.api).draft();
      const taken: unknown = await quire
        .post('/api/v1/posts', { body: { title: 'x', content: 'y', slug } })
        .catch(same);
      expect(isProblem(taken, 'SLUG_TAKEN') && taken.suggestion).toBe(`${slug}-2`);
      const state: unknown = await quire.post('/api/v1/posts/{id}/unpublish', { path: { id } }).catch(same);
      expect(isProblem(state, 'INVALID_STATE') && state.allowed?.length).toBeGreaterThan(0);
    });
  });

  describe('editing', () => {
    it('refuses to write over what has changed since, and tells what it was', async () => {
      const { id } = await aPost().by(ann.api).draft();
      const { etag } = await quire.get(POST, { path: { id } });
      const { etag: newer } = await quire.patch(POST, { path: { id }, body: { title: 'First' }, ifMatch: etag });
      const late: unknown = await quire
        .patch(POST, { path: { id }, body: { title: 'Second' }, ifMatch: etag })
        .catch(same);
      if (!isProblem(late, 'PRECONDITION_FAILED')) throw late;
      expect(late.changedFields).toContain('title');
      expect(late.etag).toBe(newer);
      const { status, data, body } = await quire.delete(POST, { path: { id }, ifMatch: late.etag });
      expect([status, data, body]).toEqual([204, undefined, undefined]);
    });

    it('starts again from what is there now, so that five editors lose nothing', async () => {
      const { id } = await aPost().by(ann.api).with({ tags: [] }).draft();
      const editor = async (tag: string): Promise<void> => {
        await editLatest(
          () => quire.get(POST, { path: { id } }),
          ({ tags }, ifMatch) => quire.patch(POST, { path: { id }, body: { tags: [...tags, tag] }, ifMatch }),
          { attempts: 20 },
        );
      };
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map(editor));
      expect((await quire.get(POST, { path: { id } })).data.tags.sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('gives up when others are quicker each time', async () => {
      const { id } = await aPost().by(ann.api).draft();
      let reads = 0;
      const edit = editLatest(
        () => quire.get(POST, { path: { id } }),
        async (_, ifMatch) => {
          reads += 1;
          await quire.patch(POST, { path: { id }, body: { title: `Quicker ${reads}` } });
          return quire.patch(POST, { path: { id }, body: { title: 'Mine' }, ifMatch });
        },
        { attempts: 3 },
      );
      await expect(edit).rejects.toMatchObject({ code: 'PRECONDITION_FAILED' });
      expect(reads).toBe(3);
      const untagged = editLatest(
        async () => ({ data: 1, etag: undefined }),
        async () => 'written',
      );
      await expect(untagged).rejects.toThrow('no ETag');
    });
  });

  describe('addresses', () => {
    it('keep what users type from leading elsewhere', async () => {
      for (const id of ['', '.', '..']) {
        await expect(quire.delete(POST, { path: { id } })).rejects.toThrow('cannot stand for {id}');
      }
      expect(network.sent).toEqual([]);
      await expect(quire.get(POST, { path: { id: '../users/me?x#y' } })).rejects.toMatchObject({ status: 404 });
      expect(network.sent[0]?.path).toBe('/api/v1/posts/..%2Fusers%2Fme%3Fx%23y');
    });

    it('keep what is searched for as it is, and leave out what is not given', async () => {
      await aPost().by(ann.api).titled('Salt & pepper').tagged('C++').published();
      const { data } = await quire.get('/api/v1/posts', {
        query: { q: 'salt & pepper', tag: 'C++', author: undefined },
      });
      expect(data.map(({ title }) => title)).toEqual(['Salt & pepper']);
    });

    it('follow a post that has moved', async () => {
      const { id, slug } = await aPost().by(ann.api).published();
      await quire.patch(POST, { path: { id }, body: { slug: `${slug}-moved` } });
      expect((await quire.get(POST, { path: { id: slug } })).data.slug).toBe(`${slug}-moved`);
    });
  });

  describe('bare responses', () => {
    it('are for what is no JSON, and fail as other calls do', async () => {
      await aPost().by(ann.api).titled('In the feed').published();
      const feed = await quire.fetch('get', '/feed.xml');
      expect(await feed.text()).toContain('In the feed');
      await expect(quire.fetch('get', '/api/v1/posts/export')).rejects.toMatchObject({ code: 'FORBIDDEN' });
    });

    it('stream both ways', async () => {
      const admin = clientOf(await aUser().admin().in(test));
      const lines = ['one', 'two'].map((name) =>
        JSON.stringify({ title: name, content: 'Words.', externalId: `stream:${name}` }),
      );
      const report = await admin.fetch('post', '/api/v1/posts/import', {
        body: ReadableStream.from(lines.map((line) => new TextEncoder().encode(`${line}\n`))),
        headers: { 'Content-Type': 'application/x-ndjson' },
      });
      expect(await report.json()).toMatchObject({ data: { accepted: 2, refused: 0 } });
      const exported = await admin.fetch('get', '/api/v1/posts/export');
      expect(await exported.text()).toContain('stream:two');
    });
  });

  it('calls what stands outside /api/v1 too', async () => {
    const { data } = await quire.get('/problems');
    expect(data.map(({ code }) => code)).toContain('SLUG_TAKEN');
    expect((await quire.get('/health/live')).data.status).toBe('ok');
  });
});

function same(value: unknown): unknown {
  return value;
}
