import { jest } from '@jest/globals';
import { CommentListsRepository } from '../../src/comments/comment-lists.repository.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser } from '../support/users.js';
import { say } from './comments.js';

describe('a list of comments', () => {
  let server: TestApp;
  beforeAll(async () => {
    server = await startApp();
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await server.stop();
  });

  it('is whole when its post is published while it is read', async () => {
    const ann = await aUser().in(server);
    const post = await aPost().by(ann.api).published();
    await say(ann, post.id, 'Here');
    await ann.api.post(`/posts/${post.id}/unpublish`);
    const lists = server.app.get(CommentListsRepository);
    const find = lists.find.bind(lists);
    jest.spyOn(lists, 'find').mockImplementationOnce(async (...selection) => {
      const rows = await find(...selection);
      await ann.api.post(`/posts/${post.id}/publish`);
      return rows;
    });
    const { data, body } = await server.api.get(`/posts/${post.id}/comments`);
    expect([(data as unknown[]).length, body.meta.total]).toEqual([1, 1]);
  });
});
