import { ApiProperty } from '../../platform/http/index.js';
import { SCOPES, type Scope } from '../../platform/context/index.js';
import { apiKeyPrefix } from './api-key.js';
import type { ApiKeyRecord } from './api-keys.repository.js';

const moment = { type: 'string', format: 'date-time' } as const;

/** An API key, by which it can be told from others and by which it cannot be used. */
export class ApiKeyView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ minLength: 1, maxLength: 100, example: 'Nightly build' })
  name: string;

  @ApiProperty({ maxLength: 38, description: 'How the key begins', example: 'quire_019ab0c4d2b27d3e8f4a5b6c7d8e9f01' })
  prefix: string;

  @ApiProperty({ minLength: 4, maxLength: 4, description: 'How it ends', example: '5e0f' })
  lastFour: string;

  @ApiProperty({ enum: SCOPES, isArray: true, minItems: 1, maxItems: SCOPES.length })
  scopes: Scope[];

  @ApiProperty(moment)
  createdAt: string;

  @ApiProperty({ ...moment, nullable: true, description: 'To the minute' })
  lastUsedAt: string | null;

  @ApiProperty({ ...moment, description: 'It is refused from then on, and shown here for another 30 days' })
  expiresAt: string;
}

/** An API key that has just been made: the one answer that shows it. */
export class NewApiKeyView extends ApiKeyView {
  @ApiProperty({
    maxLength: 112,
    description: 'Sent as `X-API-Key`. It is shown now and never again',
    example: `quire_019ab0c4d2b27d3e8f4a5b6c7d8e9f01_${'0'.repeat(64)}_5e0f5e0f`,
  })
  key: string;
}

export function apiKeyView({ id, name, lastFour, scopes, createdAt, lastUsedAt, expiresAt }: ApiKeyRecord): ApiKeyView {
  return {
    id,
    name,
    prefix: apiKeyPrefix(id),
    lastFour,
    scopes,
    createdAt,
    lastUsedAt,
    expiresAt,
  };
}
