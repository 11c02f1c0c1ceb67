import { TextField } from '../platform/http/index.js';

/** The body of `PATCH /tags/{slug}`. */
export class RenameTag {
  @TextField({ min: 1, max: 50, convert: (text) => text.replace(/\s+/g, ' ').trim(), example: 'Sea' })
  name: string;
}

/** The body of `POST /tags/{slug}/merge`. */
export class MergeTag {
  @TextField({
    min: 1,
    max: 100,
    convert: (text) => text.trim().toLowerCase(),
    example: 'sea',
    description: 'Slug of the tag that the posts get instead',
  })
  into: string;
}
