import { Injectable } from '@nestjs/common';
import { CacheTags } from '../platform/cache/index.js';
import { List } from '../platform/http/index.js';
import { toSuggestion, type SuggestionView } from './suggestion.view.js';
import { SuggestionsRepository } from './suggestions.repository.js';

/** Completes what somebody begins to type. */
@Injectable()
export class SuggestionsService {
  constructor(
    private readonly suggestions: SuggestionsRepository,
    private readonly cache: CacheTags,
  ) {}

  async suggest(beginning: string): Promise<List<SuggestionView>> {
    const rows = await this.suggestions.findByBeginning(beginning);
    this.cache.shows('posts');
    return new List(rows.map(toSuggestion));
  }
}
