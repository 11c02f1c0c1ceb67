import { elementsLeftOut, htmlToMarkdown, htmlToText } from './html-to-markdown.js';
import { PostRefused } from './post-refused.js';

describe('HTML as Markdown', () => {
  it.each([
    ['headings and emphasis', '<h2>A <em>b</em></h2><p><b>c</b></p>', '## A _b_\n\n**c**'],
    ['lists in lists', '<ul><li>a<ul><li>b</li></ul></li></ul>', '-   a\n    -   b'],
    ['numbers that do not begin at one', '<ol start="3"><li>x</li></ol>', '3.  x'],
    ['quotations', '<blockquote><p>q</p><p>r</p></blockquote>', '> q\n> \n> r'],
    ['rules', '<p>a</p><hr><p>b</p>', 'a\n\n---\n\nb'],
    ['what was struck out', '<p><del>a</del> <s>b</s></p>', '~~a~~ ~~b~~'],
    [
      'what Markdown has no sign for',
      '<p>H<sub>2</sub>O<sup><a href="#1">1</a></sup></p>',
      'H<sub>2</sub>O<sup>[1](#1)</sup>',
    ],
    ['line breaks', '<p>a<br>b</p>', 'a  \nb'],
    ['links', '<a href="https://x.example/" title="t">a</a>', '[a](https://x.example/)'],
    ['addresses with spaces and brackets', '<a href="x (1).html">a</a>', '[a](<x%20(1).html>)'],
    ['links around nothing', '<p>a<a href="https://x.example/"></a></p>', 'a'],
    ['anchors', '<p><a name="q">n</a></p>', 'n'],
    ['links around blocks', '<a href="/x"><div>A</div><div>b</div></a>', '[A b](/x)'],
    ['images', '<img src="/a.png" alt="an [a]\n b">', '![an \\[a\\] b](/a.png)'],
    ['images without an address', '<p>a<img alt="b"></p>', 'a'],
    ['images in links', '<a href="/x"><img src="/a.png" alt=""></a>', '[![](/a.png)](/x)'],
    ['captions', '<figure><img src="/a.png"><figcaption>b</figcaption></figure>', '![](/a.png)\n\nb'],
    ['frames', '<iframe src="https://v.example/1" title="A film"></iframe>', '[A film](https://v.example/1)'],
    ['films', '<video controls><source src="v.mp4"></video>', '[v.mp4](v.mp4)'],
    ['films without an address', '<p>a</p><video></video>', 'a'],
    ['code', '<p><code>a`b</code></p>', '``a`b``'],
    ['scripts, styles and forms', '<p>a</p><script>b</script><style>c</style><form>d</form>', 'a'],
    ['comments', '<p>a<!-- b --></p>', 'a'],
    ['unclosed and crossed tags', '<p>a <b>b <i>c</b> d</i>', 'a **b _c_** _d_'],
  ])('keeps or drops %s', (_, html, markdown) => {
    expect(htmlToMarkdown(html)).toBe(markdown);
  });

  it('keeps code as it is, in a fence that it does not end', () => {
    const html = '<pre><code class="language-c++">a &lt; b\n\n```\n  c</code></pre>';
    expect(htmlToMarkdown(html)).toBe('````c++\na < b\n\n```\n  c\n````');
    expect(htmlToMarkdown('<pre class="brush: php; gutter: false">\n$a;\n</pre>')).toBe('```php\n$a;\n```');
  });

  it('writes tables as such, with the first row for a heading', () => {
    const html = `<table>
      <caption>Tides</caption>
      <thead><tr><th>When</th><th>How high</th></tr></thead>
      <tbody><tr><td>1 | 2</td><td><p>a</p><p>b<br>c</p></td></tr></tbody>
    </table>`;
    expect(htmlToMarkdown(html)).toBe('Tides\n\n| When | How high |\n| --- | --- |\n| 1 \\| 2 | a<br>b<br>c |');
    expect(htmlToMarkdown('<table><tr><td>a</td></tr><tr><td>b</td></tr></table>')).toBe('| a |\n| --- |\n| b |');
  });

  it('does not make of a text what the text speaks of', () => {
    const html = '<p>1. *a* _b_ [c](d) # &lt;b&gt; &lt;!-- x &amp;lt; &amp;#60; AT&amp;T 1 &lt; 2</p>';
    expect(htmlToMarkdown(html)).toBe('1\\. \\*a\\* \\_b\\_ \\[c\\](d) # \\<b> \\<!-- x \\&lt; \\&#60; AT&T 1 < 2');
  });

  it('says which elements it leaves out', () => {
    expect(elementsLeftOut('<p>&lt;form></p><SCRIPT>x</SCRIPT>')).toEqual(['script']);
    expect(elementsLeftOut('<scripture>')).toEqual([]);
  });

  it('refuses what is nested too deeply or too long, at once', () => {
    expect(htmlToMarkdown(`${'<div>'.repeat(500)}x`)).toBe('x');
    expect(() => htmlToMarkdown('<div>'.repeat(800_000))).toThrow(PostRefused);
    expect(() => htmlToMarkdown('<b>'.repeat(501))).toThrow('more than 500 HTML elements are nested');
    expect(() => htmlToMarkdown('x'.repeat(4_000_001))).toThrow('the HTML is longer than 4000000 characters');
  });

  it('follows long texts whose paragraphs nobody closed', () => {
    expect(htmlToMarkdown('<p>a<br><img src=b>'.repeat(2_000)).split('\n\n')).toHaveLength(2_000);
  });
});

describe('the text of HTML', () => {
  it.each([
    ['AT&amp;T &#8211; a &quot;tale&quot;', 'AT&T – a "tale"'],
    ['Why <em>not</em>\n *here*?', 'Why not *here*?'],
    ['<p>one</p><p>two</p>', 'one two'],
    ['a < b & c', 'a < b & c'],
    ['  spaced \t out ', 'spaced out'],
    ['C++ _and_ `C#`', 'C++ _and_ `C#`'],
    ['', ''],
  ])('%j is %j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });
});
