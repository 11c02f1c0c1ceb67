import { SCOPES, type Scope } from '../../platform/context/index.js';
import { ChoicesField, DateTimeField, NO_CONTROL_CHARACTERS, TextField } from '../../platform/http/index.js';
import { SecondFactorCodeField } from '../totp/index.js';

export class CreateApiKeyBody {
  @TextField({
    min: 1,
    max: 100,
    pattern: { expression: NO_CONTROL_CHARACTERS, hint: 'must not contain control characters' },
    convert: (text) => text.trim(),
    description: 'What it is for',
    example: 'Nightly build',
  })
  name: string;

  @ChoicesField(SCOPES, { description: 'What it may do, as far as you may yourself' })
  scopes: Scope[];

  @DateTimeField({ optional: true, description: 'Within 366 days; 90 days from now when it is left out' })
  expiresAt?: Date;

  @SecondFactorCodeField()
  code?: string;
}
