import { Moved } from '../platform/http/index.js';

/** Thrown where a post was asked for by a slug that it no longer has. */
export class MovedPost extends Moved {
  /** @param slug the present one. */
  constructor(readonly slug: string) {
    super(`The post has moved to ${slug}`);
  }

  target(asked: string): string {
    return postPath(this.slug) + new URL(asked, 'http://localhost').search;
  }
}

/** The path of a post. */
export function postPath(idOrSlug: string): string {
  return `/api/v1/posts/${idOrSlug}`;
}
