import { ImportAuthors } from '../post/import-authors.js';
import type { ImportedAuthor } from '../post/imported-post.js';
import type { Mending } from '../post/mending.js';
import type { Uploads } from './shortcodes.js';
import type { WxrAuthor, WxrItem, WxrPart } from './wxr-item.js';

const IMAGE = /\.(?:avif|gif|jpe?g|png|svg|webp)$/i;

/** What the posts of an export refer to: its authors and uploaded files, which may stand behind them in the file. */
export class WordPressSite {
  private readonly writers = new Map<string, WxrAuthor>();
  private readonly uploads = new Map<string, string>();
  private readonly images = new Map<string, string[]>();
  private readonly authors = new ImportAuthors();

  /** @param now what lies behind it is the past. */
  constructor(readonly now = new Date()) {}

  /** Remembers a part of the export if posts can refer to it. */
  remember(part: WxrPart): void {
    if (part.kind === 'author') this.writers.set(part.login, part);
    else if (part.members.get('wp:post_type') === 'attachment') this.rememberUpload(part.members);
  }

  /** The author who signs in so; exports before WXR 1.0 tell no more of them. */
  authorOf(login: string, mending: Mending): ImportedAuthor | undefined {
    if (login === '') return undefined;
    const { name, email } = this.writers.get(login) ?? { name: login, email: '' };
    return this.authors.author({ key: login, login, name, email }, mending);
  }

  addressOf(uploadId: string): string | undefined {
    return this.uploads.get(uploadId);
  }

  uploadsFor({ members }: WxrItem): Uploads {
    return {
      addressOf: (id) => this.addressOf(id),
      ofPost: this.images.get(members.get('wp:post_id')?.trim() ?? '') ?? [],
    };
  }

  private rememberUpload(members: ReadonlyMap<string, string>): void {
    const member = (name: string): string => (members.get(name) ?? '').trim();
    const address = member('wp:attachment_url') || member('guid');
    this.uploads.set(member('wp:post_id'), address);
    const parent = member('wp:post_parent');
    if (!IMAGE.test(address) || parent === '0') return;
    const others = this.images.get(parent);
    if (others) others.push(address);
    else this.images.set(parent, [address]);
  }
}
