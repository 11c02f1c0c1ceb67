/** The addresses that feeds and sitemaps name: posts appear on the frontend, feeds here. */
export class Links {
  constructor(private readonly server: { publicUrl: string; appUrl: string }) {}

  get home(): string {
    return `${this.server.appUrl}/`;
  }

  post(slug: string): string {
    return `${this.server.appUrl}/posts/${slug}`;
  }

  /** @param query without a question mark; may be empty. */
  self(path: string, query: string): string {
    return this.server.publicUrl + path + (query && `?${query}`);
  }
}
