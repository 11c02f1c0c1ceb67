import { ApiProperty } from '../platform/http/index.js';
import type { TagRow } from './tag-lists.repository.js';

/** A tag. */
export class TagView {
  @ApiProperty({
    minLength: 1,
    maxLength: 50,
    example: 'Sea',
    description: 'As it was spelled first, or renamed since',
  })
  name: string;

  @ApiProperty({ maxLength: 250, example: 'sea' })
  slug: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Published posts that have it' })
  count: number;
}

export function toTagView({ name, slug, count }: TagRow): TagView {
  return { name, slug, count };
}
