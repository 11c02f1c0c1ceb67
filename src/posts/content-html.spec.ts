import { ContentHtml } from './content-html.js';

let content: ContentHtml;
beforeEach(() => {
  content = new ContentHtml();
});
afterEach(() => content.onModuleDestroy());

const LONGEST = 1_000_000;
const filledWith = (part: string): string => part.repeat(Math.floor(LONGEST / part.length));

/** The longest that the event loop was not free while something was done, in milliseconds. */
async function blockedBy(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const beat = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 5);
  await work();
  clearInterval(beat);
  return Math.max(longest, performance.now() - last);
}

describe('the HTML of a content', () => {
  it('is made on a thread of its own, once for each text', async () => {
    const [first, second] = await Promise.all([content.render('*one*'), content.render('*one*')]);
    expect(first).toBe('<p><em>one</em></p>\n');
    expect(second).toBe(first);
    expect(await content.render('*one*')).toBe(first);
    expect(await content.render('')).toBe('');
  });

  it('is made of a text of the longest length', async () => {
    const html = await content.render(filledWith('Lorem *ipsum* [dolor](https://a.example) `sit`.\n\n'));
    expect(html.match(/<em>ipsum<\/em>/g)?.length).toBe(20_408);
  }, 120_000);

  it.each([
    ['elements in elements', filledWith('<b>')],
    ['a long address, referred to often', `[a]: /${'x'.repeat(10_000)}\n\n${filledWith('[a] ').slice(0, 900_000)}`],
  ])(
    'is the escaped text where it would take too much: %s',
    async (_, text) => {
      const done: string[] = [];
      const blocked = await blockedBy(async () => {
        const long = content.render(text);
        void long.then(() => done.push('long'));
        await content.render('A short one does not wait.').then(() => done.push('short'));
        const html = await long;
        expect(html.startsWith('<pre>')).toBe(true);
        expect(html.match(/</g)).toHaveLength(2);
      });
      expect(blocked).toBeLessThan(5_000);
      expect(done).toEqual(['short', 'long']);
      const next = `${'x'.repeat(20_000)} *next*`;
      expect(await content.render(next)).toContain('<em>next</em>');
    },
    120_000,
  );

  it('is refused for a while when more texts wait than anybody will wait for', async () => {
    const waiting = Array.from({ length: 130 }, (_, n) => content.render(`text ${n}`));
    const outcomes = await Promise.allSettled(waiting);
    const refused = outcomes.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(30);
    expect(refused[0]).toMatchObject({ reason: { code: 'SERVICE_UNAVAILABLE', headers: { 'Retry-After': '5' } } });
    expect(await content.render('text 129')).toBe('<p>text 129</p>\n');
  });
});
