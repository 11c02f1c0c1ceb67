import { ApiProperty } from '../platform/http/index.js';
import type { TagRow } from './tag-lists.repository.js';

/** A tag. */
export class TagView {
  @ApiProperty({ description: 'As it was spelled first, or renamed since' })
  name: string;

  @ApiProperty()
  slug: string;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'Published posts that have it' })
  count: number;
}

export function toTagView({ name, slug, count }: TagRow): TagView {
  return { name, slug, count };
}
