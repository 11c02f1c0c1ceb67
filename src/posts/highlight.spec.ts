import { HIT_END, HIT_START, markable, toHighlight } from './highlight.js';

describe('a highlight', () => {
  it('marks hits and escapes everything else (C099)', () => {
    expect(toHighlight(`<b title="x" class='y'>${HIT_START}fish${HIT_END} & <mark>chips`)).toBe(
      '&lt;b title=&quot;x&quot; class=&#39;y&#39;&gt;<mark>fish</mark> &amp; &lt;mark&gt;chips',
    );
  });

  it('keeps angle brackets, which PostgreSQL sees as other characters', () => {
    expect(markable('p.title')).toBe("translate(p.title, '<>\u0004\u0005\u0002\u0003', '\u0004\u0005')");
    expect(toHighlight('\u0004b\u0005')).toBe('&lt;b&gt;');
  });
});
