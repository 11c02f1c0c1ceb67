import { Database } from '../../src/platform/database/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost, type ShownPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { say, type ShownComment } from './comments.js';

const NOBODYS = '0192f0c1-2345-7abc-8def-0123456789ab';

let server: TestApp;
let ann: TestUser;
let bob: TestUser;
let mia: TestUser;
let post: ShownPost;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
  bob = await aUser().named('bob').called('Bob').in(server);
  mia = await aUser().named('mia').moderator().in(server);
});
beforeEach(async () => {
  post = await aPost().by(ann.api).published();
});
afterAll(() => server.stop());

const read = async (id: string, by: TestUser | TestApp = server): Promise<ShownComment> =>
  (await by.api.get(`/comments/${id}`)).data as ShownComment;
const countOf = async ({ id }: ShownPost): Promise<number> =>
  ((await ann.api.get(`/posts/${id}`)).data as { commentCount: number }).commentCount;

async function makeOlder({ id }: ShownComment, age: string): Promise<void> {
  const text = 'UPDATE comments SET created_at = created_at - $2::interval WHERE id = $1';
  await server.app.get(Database).queryText(text, [id, age]);
}

describe('a comment', () => {
  it('is written, shown where it lies, and counted', async () => {
    const reply = await bob.api.post(`/posts/${post.id}/comments`, { content: 'Well <b>said</b>!' });
    expect(reply.status).toBe(201);
    const { id } = reply.data as ShownComment;
    expect(reply.headers.get('location')).toBe(`/api/v1/comments/${id}`);
    expect(reply.data).toEqual({
      id,
      postId: post.id,
      parentId: null,
      content: 'Well <b>said</b>!',
      author: { id: bob.id, username: 'bob', name: 'Bob', avatarUrl: null },
      hidden: false,
      deleted: false,
      createdAt: expect.any(String),
      updatedAt: expect.any(String),
      version: 1,
    });
    expect(await read(id)).toEqual(reply.data);
    expect((await server.api.get(`/comments/${id}`)).headers.get('etag')).toBe(reply.headers.get('etag'));
    expect((await server.api.get(`/posts/${post.id}/comments`)).data).toEqual([reply.data]);
    expect(await countOf(post)).toBe(1);
  });

  it('leaves its post as its editor knows it', async () => {
    const before = await ann.api.get(`/posts/${post.id}`);
    await say(bob, post.id, 'First!');
    const after = await ann.api.get(`/posts/${post.id}`);
    expect(after.data).toEqual({ ...before.data, commentCount: 1 });
    expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    const saved = await ann.api.patch(
      `/posts/${post.id}`,
      { title: 'Edited meanwhile' },
      { headers: { 'If-Match': before.headers.get('etag') ?? '' } },
    );
    expect(saved.status).toBe(200);
  });

  it.each([
    ['nothing', {}],
    ['an empty text', { content: '' }],
    ['blanks', { content: ' \n\t ' }],
    ['too long a text', { content: 'x'.repeat(10_001) }],
    ['no text', { content: 7 }],
  ])('is refused when it is %s', async (_, body) => {
    const reply = await bob.api.post(`/posts/${post.id}/comments`, body);
    expect([reply.status, reply.body.errors[0].field]).toEqual([400, 'content']);
    expect(await countOf(post)).toBe(0);
  });

  it('has up to 10 000 characters of any script, composed (NFC)', async () => {
    const long = '🐋'.repeat(10_000);
    expect((await say(bob, post.id, long)).content).toBe(long);
    expect((await say(bob, post.id, 'Cafe\u0301\r\n ')).content).toBe('Café\r\n ');
  });

  it('is written once however often the same request is sent', async () => {
    const options = { headers: { 'Idempotency-Key': `once-${post.id}` } };
    const first = await bob.api.post(`/posts/${post.id}/comments`, { content: 'Once' }, options);
    const second = await bob.api.post(`/posts/${post.id}/comments`, { content: 'Once' }, options);
    expect([second.status, second.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
    expect(second.data).toEqual(first.data);
    expect(await countOf(post)).toBe(1);
  });
});

describe('editing a comment', () => {
  it('is for its author, whose reader sees the new words', async () => {
    const comment = await say(bob, post.id, 'Frist');
    const edited = await bob.api.patch(`/comments/${comment.id}`, { content: 'First' });
    expect([edited.status, edited.data]).toEqual([
      200,
      { ...comment, content: 'First', version: 2, updatedAt: edited.data.updatedAt },
    ]);
    expect(await read(comment.id)).toEqual(edited.data);
    for (const other of [ann, mia]) {
      expect((await other.api.patch(`/comments/${comment.id}`, { content: 'Worst' })).status).toBe(403);
    }
    expect((await read(comment.id)).content).toBe('First');
  });

  it('changes nothing when nothing is different', async () => {
    const comment = await say(bob, post.id, 'Same');
    expect((await bob.api.patch(`/comments/${comment.id}`, { content: 'Same' })).data).toEqual(comment);
    expect((await bob.api.patch(`/comments/${comment.id}`, {})).body.errors[0].field).toBe('content');
  });

  it('fails on a version that is no longer the latest', async () => {
    const comment = await say(bob, post.id, 'One');
    const known = (await bob.api.get(`/comments/${comment.id}`)).headers.get('etag') ?? '';
    const edit = (content: string): ReturnType<typeof bob.api.patch> =>
      bob.api.patch(`/comments/${comment.id}`, { content }, { headers: { 'If-Match': known } });
    expect((await edit('Two')).status).toBe(200);
    const stale = await edit('Three');
    expect([stale.status, stale.body.changedFields]).toEqual([412, ['content']]);
    expect(stale.headers.get('etag')).toBe((await bob.api.get(`/comments/${comment.id}`)).headers.get('etag'));
    const removal = await bob.api.delete(`/comments/${comment.id}`, undefined, { headers: { 'If-Match': known } });
    expect(removal.status).toBe(412);
  });

  it('ends fifteen minutes after its creation', async () => {
    const comment = await say(bob, post.id, 'Slow');
    await makeOlder(comment, '14 minutes');
    expect((await bob.api.patch(`/comments/${comment.id}`, { content: 'Slower' })).status).toBe(200);
    await makeOlder(comment, '1 minute');
    const late = await bob.api.patch(`/comments/${comment.id}`, { content: 'Too slow' });
    expect([late.status, late.body.code, late.body.allowed]).toEqual([409, 'INVALID_STATE', ['hide', 'delete']]);
    expect((await read(comment.id)).content).toBe('Slower');
  });
});

describe('deleting a comment', () => {
  it('takes its words away for good, and leaves its place', async () => {
    const comment = await say(bob, post.id, 'Regrettable');
    const answer = await say(ann, post.id, 'Indeed', comment);
    expect((await bob.api.delete(`/comments/${comment.id}`)).status).toBe(204);
    for (const by of [server, ann, bob, mia]) {
      expect(await read(comment.id, by)).toMatchObject({ content: null, deleted: true, version: 2 });
    }
    const { data } = await server.api.get(`/posts/${post.id}/comments`);
    expect(data).toMatchObject([{ id: comment.id, content: null, author: { id: bob.id } }, { id: answer.id }]);
    expect(await countOf(post)).toBe(1);
    const [row] = await server.app
      .get(Database)
      .queryText<object>('SELECT content FROM comments WHERE id = $1', [comment.id]);
    expect(row).toEqual({ content: null });
  });

  it('is for its author and for moderators', async () => {
    const comment = await say(bob, post.id, 'Mine');
    expect((await ann.api.delete(`/comments/${comment.id}`)).status).toBe(403);
    expect((await mia.api.delete(`/comments/${comment.id}`)).status).toBe(204);
    expect(await countOf(post)).toBe(0);
  });

  it('is the end of it', async () => {
    const comment = await say(bob, post.id, 'Gone');
    await bob.api.delete(`/comments/${comment.id}`);
    for (const call of [
      () => bob.api.delete(`/comments/${comment.id}`),
      () => bob.api.patch(`/comments/${comment.id}`, { content: 'Back' }),
      () => mia.api.post(`/comments/${comment.id}/hide`),
      () => mia.api.post(`/comments/${comment.id}/unhide`),
    ]) {
      const reply = await call();
      expect([reply.status, reply.body.code, reply.body.allowed]).toEqual([409, 'INVALID_STATE', []]);
    }
    expect(await countOf(post)).toBe(0);
  });
});

describe('hiding a comment', () => {
  it('leaves its place to all, its words and the reason to moderators', async () => {
    const comment = await say(bob, post.id, 'Rude words');
    const hidden = await mia.api.post(`/comments/${comment.id}/hide`, { reason: ' Rude ' });
    expect(hidden.status).toBe(200);
    const shown = { hidden: true, content: 'Rude words', hiddenReason: 'Rude', version: 2 };
    expect(hidden.data).toMatchObject(shown);
    expect(await read(comment.id, mia)).toMatchObject(shown);
    for (const by of [server, ann, bob]) {
      for (const { data } of [
        await by.api.get(`/comments/${comment.id}`),
        { data: ((await by.api.get(`/posts/${post.id}/comments`)).data as ShownComment[])[0] },
      ]) {
        expect(data).toMatchObject({ hidden: true, content: null, deleted: false });
        expect(data).not.toHaveProperty('hiddenReason');
      }
    }
    expect((await mia.api.get(`/posts/${post.id}/comments`)).data[0]).toMatchObject(shown);
    expect(await countOf(post)).toBe(0);
  });

  it('can be undone', async () => {
    const comment = await say(bob, post.id, 'Misread');
    await mia.api.post(`/comments/${comment.id}/hide`);
    const unhidden = await mia.api.post(`/comments/${comment.id}/unhide`);
    expect([unhidden.status, unhidden.data]).toMatchObject([
      200,
      { hidden: false, hiddenReason: null, content: 'Misread', version: 3 },
    ]);
    expect((await read(comment.id)).content).toBe('Misread');
    expect(await countOf(post)).toBe(1);
  });

  it('is refused twice, and so is showing what is not hidden', async () => {
    const comment = await say(bob, post.id, 'Twice');
    expect((await mia.api.post(`/comments/${comment.id}/unhide`)).body).toMatchObject({
      code: 'INVALID_STATE',
      allowed: ['edit', 'hide', 'delete'],
    });
    await mia.api.post(`/comments/${comment.id}/hide`, { reason: 'First' });
    const again = await mia.api.post(`/comments/${comment.id}/hide`, { reason: 'Second' });
    expect([again.status, again.body.allowed]).toEqual([409, ['unhide', 'delete']]);
    expect((await read(comment.id, mia)).hiddenReason).toBe('First');
    const edit = await bob.api.patch(`/comments/${comment.id}`, { content: 'Politely' });
    expect([edit.status, edit.body.code]).toEqual([409, 'INVALID_STATE']);
  });

  it('is for moderators; a reason has 500 characters at most', async () => {
    const comment = await say(bob, post.id, 'Not yours');
    for (const by of [ann, bob]) expect((await by.api.post(`/comments/${comment.id}/hide`)).status).toBe(403);
    const long = await mia.api.post(`/comments/${comment.id}/hide`, { reason: 'x'.repeat(501) });
    expect([long.status, long.body.errors[0].field]).toEqual([400, 'reason']);
    expect((await mia.api.post(`/comments/${comment.id}/hide`, { reason: '  ' })).data.hiddenReason).toBeNull();
  });

  it('does not keep its author from deleting it, which changes the count no further', async () => {
    const comment = await say(bob, post.id, 'Sorry');
    await mia.api.post(`/comments/${comment.id}/hide`, { reason: 'Rude' });
    expect((await bob.api.delete(`/comments/${comment.id}`)).status).toBe(204);
    expect(await read(comment.id, mia)).toMatchObject({ hidden: true, deleted: true, content: null });
    expect(await countOf(post)).toBe(0);
  });
});

describe('a reply', () => {
  it('answers a comment, one level deep', async () => {
    const comment = await say(ann, post.id, 'What do you think?');
    const reply = await say(bob, post.id, 'I like it', comment);
    expect(reply.parentId).toBe(comment.id);
    const deeper = await ann.api.post(`/posts/${post.id}/comments`, { content: 'Thanks', parentId: reply.id });
    expect([deeper.status, deeper.body.errors]).toMatchObject([400, [{ field: 'parentId', code: 'depth' }]]);
    expect(await countOf(post)).toBe(2);
  });

  it('answers a comment on the same post', async () => {
    const other = await say(ann, (await aPost().by(ann.api).published()).id, 'Elsewhere');
    for (const parentId of [other.id, NOBODYS, 'nonsense', 7]) {
      const reply = await bob.api.post(`/posts/${post.id}/comments`, { content: 'Lost', parentId });
      expect([reply.status, reply.body.errors[0].field]).toEqual([400, 'parentId']);
    }
    expect(await countOf(post)).toBe(0);
    expect((await bob.api.post(`/posts/${post.id}/comments`, { content: 'Found', parentId: null })).status).toBe(201);
  });

  it('finds its comment whatever the case of the id', async () => {
    const comment = await say(ann, post.id, 'Hello');
    const parentId = comment.id.toUpperCase();
    const reply = await bob.api.post(`/posts/${post.id}/comments`, { content: 'Hi', parentId });
    expect(reply.data.parentId).toBe(comment.id);
  });

  it('is not taken for a comment that is hidden or deleted', async () => {
    const hidden = await say(bob, post.id, 'Hidden');
    const deleted = await say(bob, post.id, 'Deleted');
    await mia.api.post(`/comments/${hidden.id}/hide`);
    await bob.api.delete(`/comments/${deleted.id}`);
    for (const parentId of [hidden.id, deleted.id]) {
      const reply = await ann.api.post(`/posts/${post.id}/comments`, { content: 'Too late', parentId });
      expect([reply.status, reply.body.code]).toEqual([409, 'INVALID_STATE']);
    }
    expect(await countOf(post)).toBe(0);
  });
});
