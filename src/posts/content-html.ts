import { hash } from 'node:crypto';
import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { BoundedMap } from '../platform/cache/index.js';
import { escapeHtml } from '../platform/html/index.js';
import { RenderingThread } from './rendering-thread.js';

/** Characters of a text that costs next to nothing, whatever stands in it. */
const SHORT = 20_000;
/** Texts, and characters of HTML, that are kept. */
const KEPT_TEXTS = 1_000;
const KEPT_CHARACTERS = 16_000_000;

/** The content of posts as HTML that is safe to insert. The same text is rendered once. */
@Injectable()
export class ContentHtml implements OnModuleDestroy {
  /** Short texts don't wait for long ones. */
  private readonly threads = { short: new RenderingThread(), long: new RenderingThread() };
  private readonly kept = new BoundedMap<string>(KEPT_TEXTS, KEPT_CHARACTERS, (html) => html.length);
  private readonly underWay = new Map<string, Promise<string>>();

  /**
   * @returns the sanitised HTML of a Markdown text; the text itself, escaped, when that would cost too much.
   * @throws SERVICE_UNAVAILABLE when too many texts are waiting.
   */
  async render(markdown: string): Promise<string> {
    const id = hash('sha256', markdown, 'base64url');
    return this.kept.get(id) ?? this.underWay.get(id) ?? this.start(id, markdown);
  }

  async onModuleDestroy(): Promise<void> {
    await Promise.all([this.threads.short.end(), this.threads.long.end()]);
  }

  private start(id: string, markdown: string): Promise<string> {
    const html = this.make(id, markdown).finally(() => this.underWay.delete(id));
    this.underWay.set(id, html);
    return html;
  }

  private async make(id: string, markdown: string): Promise<string> {
    const thread = markdown.length <= SHORT ? this.threads.short : this.threads.long;
    const html = (await thread.render(markdown)) ?? `<pre>${escapeHtml(markdown)}</pre>`;
    this.kept.set(id, html);
    return html;
  }
}
