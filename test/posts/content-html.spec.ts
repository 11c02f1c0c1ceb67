import { toHtml } from '../../src/posts/content-html.worker.js';
import { startApp, type TestApp } from '../support/app.js';
import { aPost } from '../support/posts.js';
import { aUser, type TestUser } from '../support/users.js';
import { reparsed, strangers } from './html-strangers.js';
import { XSS_PAYLOADS } from './xss-payloads.js';

let server: TestApp;
let ann: TestUser;
beforeAll(async () => {
  server = await startApp();
  ann = await aUser().named('ann').in(server);
});
afterAll(() => server.stop());

describe('C099: no payload gets through', () => {
  it('the corpus is worth the name, and the check finds what is wrong', () => {
    expect(new Set(XSS_PAYLOADS).size).toBeGreaterThanOrEqual(150);
    expect(strangers('<p onclick=x>a</p><svg/><!-- x --><a href="javascript:x">')).toHaveLength(4);
    expect(strangers('<a href="data:x">x</a><img src="mailto:x"><code class="x">')).toHaveLength(3);
  });

  it.each(XSS_PAYLOADS)('%j', (payload) => {
    const html = toHtml(payload) ?? '';
    expect(strangers(html)).toEqual([]);
    // Put into a page, and read from there again, it is still what it was.
    expect(strangers(reparsed(html))).toEqual([]);
  });

  it('nor do two of them together, in whatever surroundings', () => {
    for (const [index, payload] of XSS_PAYLOADS.entries()) {
      const other = XSS_PAYLOADS[(index * 7 + 3) % XSS_PAYLOADS.length] ?? '';
      for (const text of [
        payload + other,
        `> ${payload}\n\n- ${other}`,
        `<div>\n${payload}\n\n${other}</div>`,
        `**${payload}[${other}](x)**`,
      ]) {
        expect([text, strangers(toHtml(text) ?? '')]).toEqual([text, []]);
      }
    }
  });
});

describe('Markdown', () => {
  it.each([
    ['emphasis', '*a* **b** ~~c~~', '<p><em>a</em> <strong>b</strong> <s>c</s></p>'],
    ['a heading', '# One', '<h1>One</h1>'],
    ['code', '```js\nlet a = 1 < 2;\n```', '<pre><code class="language-js">let a = 1 &lt; 2;\n</code></pre>'],
    ['a table', '|a|b|\n|-|-:|\n|1|2|', '<th align="right">b</th>'],
    [
      'a link',
      '[x](https://a.example/?a=1&b=2 "T")',
      '<a href="https://a.example/?a=1&amp;b=2" title="T" rel="nofollow ugc noopener">x</a>',
    ],
    [
      'a bare URL',
      'See https://a.example/x.',
      '<a href="https://a.example/x" rel="nofollow ugc noopener">https://a.example/x</a>.',
    ],
    ['an address', '<ann@a.example>', '<a href="mailto:ann@a.example" rel="nofollow ugc noopener">'],
    ['a file name', 'README.md', '<p>README.md</p>'],
    ['a relative link', '[x](/about#us)', '<a href="/about#us" rel="nofollow ugc noopener">x</a>'],
    ['an image', '![A](https://a.example/a.png "T")', '<img src="https://a.example/a.png" alt="A" title="T" />'],
    [
      'HTML',
      '<details><summary>S</summary>\n\n*in*\n\n</details>',
      '<details><summary>S</summary>\n<p><em>in</em></p>\n</details>',
    ],
    ['H<sub>2</sub>O', 'H<sub>2</sub>O', '<p>H<sub>2</sub>O</p>'],
    ['any script', '世界 😀 مرحبا', '<p>世界 😀 مرحبا</p>'],
  ])('becomes HTML: %s', (_, markdown, html) => {
    expect(toHtml(markdown)).toContain(html);
  });

  it('is nested as deep as browsers follow, and no deeper', () => {
    const html = toHtml(`${'<div>'.repeat(1_000)}deep`) ?? '';
    expect(html.match(/<div>/g)?.length).toBe(100);
    expect(html).toContain('deep');
  });
});

describe('GET /posts/{id}?render=html', () => {
  it('adds the HTML to the Markdown, under a tag of its own', async () => {
    const post = await aPost().by(ann.api).with({ content: '*Hello* <script>alert(1)</script>' }).published();
    const plain = await server.api.get(`/posts/${post.slug}`);
    const rendered = await server.api.get(`/posts/${post.slug}?render=html`);
    expect(plain.data).not.toHaveProperty('contentHtml');
    expect(rendered.data).toEqual({ ...plain.data, contentHtml: '<p><em>Hello</em> </p>\n' });
    expect(rendered.headers.get('content-type')).toBe('application/json; charset=utf-8');
    expect(rendered.headers.get('etag')).not.toBe(plain.headers.get('etag'));
    const again = await server.api.get(`/posts/${post.id}?render=html`);
    expect((await server.api.get(`/posts/${post.id}?render=html`)).headers.get('cache-status')).toBe('quire; hit');
    const known = { headers: { 'If-None-Match': again.headers.get('etag') ?? '' } };
    expect((await server.api.get(`/posts/${post.id}?render=html`, known)).status).toBe(304);
    const edited = { headers: { 'If-Match': rendered.headers.get('etag') ?? '' } };
    expect((await ann.api.patch(`/posts/${post.id}`, { content: '**Bye**' }, edited)).status).toBe(200);
    const next = await server.api.get(`/posts/${post.id}?render=html`);
    expect(next.data.contentHtml).toBe('<p><strong>Bye</strong></p>\n');
  });

  it('shows a draft to its author only, and refuses other renderings', async () => {
    const draft = await aPost().by(ann.api).draft();
    expect((await server.api.get(`/posts/${draft.id}?render=html`)).status).toBe(404);
    expect((await ann.api.get(`/posts/${draft.id}?render=html`)).data.contentHtml).toBe('<p>Some words.</p>\n');
    for (const query of ['render=pdf', 'render=', 'render=html&render=html', 'Render=html']) {
      const reply = await ann.api.get(`/posts/${draft.id}?${query}`);
      expect([query, reply.status]).toEqual([query, 400]);
      expect(String(reply.body.errors[0].field).toLowerCase()).toBe('render');
    }
  });

  it('is not lost on the way from an old slug', async () => {
    const post = await aPost().by(ann.api).published();
    await ann.api.patch(`/posts/${post.id}`, { slug: 'elsewhere' });
    const moved = await server.api.get(`/posts/${post.slug}?render=html`);
    expect([moved.status, moved.headers.get('location')]).toEqual([308, '/api/v1/posts/elsewhere?render=html']);
  });

  it('answers for the longest post there can be', async () => {
    const content = 'Lorem *ipsum* dolor sit amet. '.repeat(33_333);
    const post = await aPost().by(ann.api).with({ content }).published();
    const { status, data } = await server.api.get(`/posts/${post.id}?render=html`);
    expect(status).toBe(200);
    expect(String(data.contentHtml).match(/<em>ipsum<\/em>/g)).toHaveLength(33_333);
  });
});

describe('an excerpt', () => {
  it('is derived while none is given, and follows the content', async () => {
    const post = await aPost().by(ann.api).with({ content: '# Title\n\nThe **first** words.' }).published();
    const shown = async (): Promise<unknown[]> => [
      (await server.api.get(`/posts/${post.id}`)).data.excerpt,
      (await server.api.get('/posts?limit=1')).data[0].excerpt,
    ];
    expect(post.excerpt).toBe('The first words.');
    expect(await shown()).toEqual(['The first words.', 'The first words.']);
    await ann.api.patch(`/posts/${post.id}`, { content: 'Other words.' });
    expect(await shown()).toEqual(['Other words.', 'Other words.']);
    await ann.api.patch(`/posts/${post.id}`, { excerpt: 'Given.' });
    await ann.api.patch(`/posts/${post.id}`, { content: 'Third words.' });
    expect(await shown()).toEqual(['Given.', 'Given.']);
    const back = await ann.api.patch(`/posts/${post.id}`, { excerpt: null });
    expect(back.data.excerpt).toBe('Third words.');
    expect(await shown()).toEqual(['Third words.', 'Third words.']);
  });

  it('is null where the content has no text, and no field of its own in a refusal', async () => {
    const post = await aPost().by(ann.api).with({ content: '![only](https://a.example/x.png)' }).published();
    expect(post.excerpt).toBeNull();
    const before = (await ann.api.get(`/posts/${post.id}`)).headers.get('etag') ?? '';
    await ann.api.patch(`/posts/${post.id}`, { content: 'Words.' });
    const stale = await ann.api.patch(`/posts/${post.id}`, { title: 'x' }, { headers: { 'If-Match': before } });
    expect([stale.status, stale.body.changedFields]).toEqual([412, ['content']]);
  });
});
