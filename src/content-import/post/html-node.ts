/** The part of a DOM node that conversions read; the library's own types want a browser's. */
export interface HtmlNode {
  nodeName: string;
  textContent: string | null;
  parentNode: HtmlNode | null;
  /** Set by the converter: the element begins a line of its own. */
  isBlock?: boolean;
  getAttribute(name: string): string | null;
  querySelector(selector: string): HtmlNode | null;
  querySelectorAll(selector: string): { length: number };
}
