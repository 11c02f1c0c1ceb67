import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createDocument } from '../../src/platform/http/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { aUser, type TestUser } from '../support/users.js';
import { operationsOf } from './operations.js';

let server: TestApp;
let admin: TestUser;
beforeAll(async () => {
  server = await startApp();
  admin = await aUser().named('root').admin().in(server);
});
afterAll(() => server.stop());

describe('C208: uploads', () => {
  it('are taken by no operation', async () => {
    const writing = operationsOf(createDocument(server.app)).filter(({ method }) => method !== 'GET');
    const body = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\nPNG\r\n--x--\r\n';
    const headers = { 'Content-Type': 'multipart/form-data; boundary=x' };
    for (const { name, method, path } of writing) {
      const { status } = await admin.api.call(method, path.replaceAll(/\{[^}]+\}/g, admin.id), body, { headers });
      expect([name, status]).toEqual([name, 415]);
    }
    expect(writing.length).toBeGreaterThan(40);
    expect((await admin.api.get('/users/me')).status).toBe(200);
  });

  it('are not fetched from the addresses of pictures either', async () => {
    let visits = 0;
    const canary = createServer((socket) => {
      visits += 1;
      socket.destroy();
    }).listen(0, '127.0.0.1');
    await once(canary, 'listening');
    const url = `http://127.0.0.1:${(canary.address() as AddressInfo).port}/a.png`;
    expect((await admin.api.patch('/users/me', { avatarUrl: url, website: url })).status).toBe(200);
    const post = { title: 'Hello', content: `![a](${url})`, coverImageUrl: url, status: 'published' };
    const { data } = await admin.api.post('/posts', post);
    for (const path of [`/posts/${data.id}?render=html`, '/users/root', '//feed.xml', '//feed.json', '//sitemap.xml'])
      expect((await server.api.get(path)).status).toBe(200);
    expect(visits).toBe(0);
    // eslint-disable-next-line no-restricted-globals -- it is the canary that is asked, which does sing
    await fetch(url).catch(() => undefined);
    expect(visits).toBe(1);
    canary.close();
  });
});
