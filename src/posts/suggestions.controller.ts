import { Controller, Get, Query } from '@nestjs/common';
import { Cached } from '../platform/cache/index.js';
import { ApiTags, listOf, Operation, type List } from '../platform/http/index.js';
import { Public, Scope } from '../platform/security/index.js';
import { SuggestionsQuery } from './suggestion.dto.js';
import { SuggestionView } from './suggestion.view.js';
import { SuggestionsService } from './suggestions.service.js';

@ApiTags('Posts')
@Controller({ path: 'posts', version: '1' })
export class SuggestionsController {
  constructor(private readonly suggestions: SuggestionsService) {}

  @Get('suggest')
  @Public()
  @Cached()
  @Scope('posts:read')
  @Operation({
    summary: 'Complete a title',
    description:
      'Up to 10 published posts whose titles begin so, whatever the case and accents, in alphabetical order.',
    success: listOf(SuggestionView, 10),
  })
  suggest(@Query() { q }: SuggestionsQuery): Promise<List<SuggestionView>> {
    return this.suggestions.suggest(q);
  }
}
