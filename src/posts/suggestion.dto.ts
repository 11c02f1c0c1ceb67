import { TextField } from '../platform/http/index.js';

/** The query of `GET /posts/suggest`. */
export class SuggestionsQuery {
  @TextField({ min: 1, max: 200, convert: toBeginning, description: 'What the title begins with', example: 'hell' })
  q: string;
}

/** Titles stand on one line, and begin with no space. */
function toBeginning(text: string): string {
  return text.replace(/\s+/g, ' ').trimStart();
}
