import { Moved } from '../platform/http/index.js';

const BELOW_TAG = /^(\/api\/v1\/tags\/)[^/?]+/;

/** Thrown where a tag was asked for by a slug that it no longer has. */
export class MovedTag extends Moved {
  /** @param slug the present one. */
  constructor(readonly slug: string) {
    super(`The tag has moved to ${slug}`);
  }

  target(asked: string): string {
    return asked.replace(BELOW_TAG, `$1${this.slug}`);
  }
}
