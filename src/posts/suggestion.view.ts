import { ApiProperty } from '../platform/http/index.js';
import type { SuggestionRow } from './suggestions.repository.js';

/** A published post whose title begins so. */
export class SuggestionView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ maxLength: 100, example: 'hello-world' })
  slug: string;

  @ApiProperty({ maxLength: 200, example: 'Hello, world' })
  title: string;
}

export function toSuggestion({ id, slug, title }: SuggestionRow): SuggestionView {
  return { id, slug, title };
}
