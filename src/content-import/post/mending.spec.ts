import { Mending } from './mending.js';

describe('what does not fit into a post', () => {
  const mended = <T>(work: (mending: Mending) => T): [T, string[]] => {
    const mending = new Mending();
    return [work(mending), mending.notes];
  };

  it('leaves alone what fits, without a note', () => {
    expect(mended((m) => m.tags(['a', 'B c']))).toEqual([['a', 'B c'], []]);
    expect(mended((m) => m.excerpt('x'.repeat(500)))).toEqual(['x'.repeat(500), []]);
    expect(mended((m) => m.excerpt(''))).toEqual([null, []]);
    expect(mended((m) => m.slug('its-own'))).toEqual(['its-own', []]);
    expect(mended((m) => m.coverImageUrl('https://x.example/a.png'))).toEqual(['https://x.example/a.png', []]);
    expect(mended((m) => m.coverImageUrl(''))).toEqual([null, []]);
  });

  it('leaves out tags that are too long or too many, and names them', () => {
    const long = '🙂'.repeat(51);
    const many = Array.from({ length: 21 }, (_, i) => `tag ${i}`);
    expect(mended((m) => m.tags([long, '🙂'.repeat(50), '']))).toEqual([
      ['🙂'.repeat(50)],
      [`the tag "${long}" is left out`],
    ]);
    expect(mended((m) => m.tags(many))).toEqual([many.slice(0, 20), ['the tag "tag 20" is left out']]);
  });

  it('cuts an excerpt behind a word, or within one that is longer than all', () => {
    const [excerpt, notes] = mended((m) => m.excerpt('word '.repeat(101)));
    expect(excerpt).toBe(`${'word '.repeat(99).trim()}…`);
    expect(notes).toEqual(['the excerpt is cut to 500 characters']);
    expect(mended((m) => m.excerpt('🙂'.repeat(600)))[0]).toBe(`${'🙂'.repeat(499)}…`);
  });

  it('makes a slug of ours of one of another form, and says so', () => {
    expect(mended((m) => m.slug('%d0%ba%d0%b0%d0%bc%d0%b5%d0%bd%d1%8c'))).toEqual([
      'kamen',
      ['the slug "камень" becomes "kamen"'],
    ]);
    expect(mended((m) => m.slug('100%_sure'))[0]).toBe('100-percent-sure');
    expect(mended((m) => m.slug('feed'))[0]).toBe('post-feed');
    expect(mended((m) => m.slug('x'.repeat(191)))[0]).toHaveLength(100);
    expect(mended((m) => m.slug('--'))).toEqual([undefined, []]);
  });

  it.each(['/content/a.png', 'ftp://x.example/a', 'https://a:b@x.example/', `https://x.example/${'x'.repeat(2048)}`])(
    'leaves out the cover image %j',
    (address) => {
      expect(mended((m) => m.coverImageUrl(address))).toEqual([
        null,
        [expect.stringMatching(/^the cover image ".+" is left out: it is no web address$/)],
      ]);
    },
  );
});
