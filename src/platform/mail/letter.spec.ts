import { renderLetter } from './letter.js';

describe('a letter', () => {
  const letter = {
    subject: 'A new API key',
    greeting: 'Hello ann,',
    paragraphs: ['Named <b>{{7*7}}</b> & "co"'],
    link: { label: 'Have a look', url: 'https://example.com/?a=1&b=2' },
    notes: ['Bye.'],
  };

  it('says the same as text and as HTML', () => {
    const mail = renderLetter('ann@example.com', letter);
    expect([mail.to, mail.subject]).toEqual(['ann@example.com', 'A new API key']);
    expect(mail.text).toBe(
      'Hello ann,\n\nNamed <b>{{7*7}}</b> & "co"\n\nHave a look:\nhttps://example.com/?a=1&b=2\n\nBye.\n',
    );
    expect(mail.html).toContain('<p>Named &lt;b&gt;{{7*7}}&lt;/b&gt; &amp; &quot;co&quot;</p>');
    expect(mail.html).toContain('<a href="https://example.com/?a=1&amp;b=2">Have a look</a>');
  });

  it('needs no link', () => {
    const { text, html } = renderLetter('ann@example.com', { ...letter, link: undefined, notes: undefined });
    expect(text).toBe('Hello ann,\n\nNamed <b>{{7*7}}</b> & "co"\n');
    expect(html).not.toContain('href');
  });
});
