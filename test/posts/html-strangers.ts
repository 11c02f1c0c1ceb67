import { createRequire } from 'node:module';

interface HtmlNode {
  nodeType: number;
  nodeValue: string | null;
  firstChild: HtmlNode | null;
  nextSibling: HtmlNode | null;
}

interface HtmlElement extends HtmlNode {
  localName: string;
  namespaceURI: string;
  attributes: ArrayLike<{ name: string; value: string }>;
  innerHTML: string;
}

/** A parser after the HTML standard, another one than the sanitiser's. Its own types belong to browsers. */
const { createDocument } = createRequire(import.meta.url)('@mixmark-io/domino') as {
  createDocument: (html: string) => { body: HtmlElement };
};

/** What may come out, written down a second time. */
const ELEMENTS = new Set(
  (
    'h1 h2 h3 h4 h5 h6 p br hr div blockquote pre ul ol li dl dt dd figure figcaption details summary a img abbr b bdi bdo ' +
    'cite code del dfn em i ins kbd mark q rp rt ruby s samp small span strong sub sup time u var wbr ' +
    'table caption thead tbody tfoot tr th td'
  ).split(' '),
);
const ATTRIBUTES: Record<string, RegExp> = {
  'a href': /^(?:https?:\/\/|mailto:|[\w/#?.%-]*$)/,
  'a title': /^/,
  'a rel': /^nofollow ugc noopener$/,
  'img src': /^(?:https?:\/\/|[\w/#?.%-]*$)/,
  'img alt': /^/,
  'img title': /^/,
  'img width': /^/,
  'img height': /^/,
  'abbr title': /^/,
  'bdo dir': /^/,
  'time datetime': /^/,
  'ol start': /^/,
  'th colspan': /^/,
  'th rowspan': /^/,
  'th scope': /^/,
  'th align': /^(?:left|center|right)$/,
  'td colspan': /^/,
  'td rowspan': /^/,
  'td align': /^(?:left|center|right)$/,
  'code class': /^language-[\w.+#-]+$/,
};

/** Everything in the HTML that is not on the list, as a page would have it. */
export function strangers(html: string): string[] {
  const found: string[] = [];
  const visit = (node: HtmlNode | null): void => {
    for (let child = node; child; child = child.nextSibling) {
      if (child.nodeType === 8) found.push(`comment ${child.nodeValue ?? ''}`);
      if (child.nodeType === 1) found.push(...strangeIn(child as HtmlElement));
      visit(child.firstChild);
    }
  };
  visit(bodyOf(html).firstChild);
  return found;
}

/** The HTML as it is read from a page that it was put into. */
export function reparsed(html: string): string {
  return bodyOf(html).innerHTML;
}

function bodyOf(html: string): HtmlElement {
  return createDocument(`<!DOCTYPE html><html><body>${html}</body></html>`).body;
}

function strangeIn({ localName, namespaceURI, attributes }: HtmlElement): string[] {
  const strange = Array.from(attributes)
    .filter(({ name, value }) => !ATTRIBUTES[`${localName} ${name}`]?.test(value))
    .map(({ name, value }) => `${localName} ${name}=${value}`);
  const isHtml = namespaceURI === 'http://www.w3.org/1999/xhtml' && ELEMENTS.has(localName);
  return isHtml ? strange : [localName, ...strange];
}
