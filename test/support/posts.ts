import type { Client, Reply } from './client.js';

/** A post as the API shows it. */
export interface ShownPost {
  id: string;
  slug: string;
  title: string;
  status: string;
  version: number;
  publishedAt: string | null;
  [member: string]: unknown;
}

/** Makes posts through the API: `aPost().by(ann).titled('News').published()`. */
export function aPost(): PostBuilder {
  return new PostBuilder();
}

let made = 0;

class PostBuilder {
  private author: Client | undefined;
  private readonly body: Record<string, unknown> = { title: `Post ${(made += 1)}`, content: 'Some words.' };

  by(author: Client): this {
    this.author = author;
    return this;
  }

  titled(title: string): this {
    return this.with({ title });
  }

  tagged(...tags: string[]): this {
    return this.with({ tags });
  }

  with(members: Record<string, unknown>): this {
    Object.assign(this.body, members);
    return this;
  }

  /** @throws Error when the API refuses it. */
  async published(): Promise<ShownPost> {
    return this.with({ status: 'published' }).draft();
  }

  /** @throws Error when the API refuses it. */
  async draft(): Promise<ShownPost> {
    const reply = await this.send();
    if (reply.status !== 201) throw new Error(`The post was refused: ${reply.text}`);
    return reply.data;
  }

  /** The API's answer, whatever it is. */
  send(): Promise<Reply<{ data: ShownPost }>> {
    if (!this.author) throw new Error('A post needs an author');
    return this.author.post('/posts', this.body);
  }
}
