import { TextField } from '../../platform/http/index.js';

/**
 * Six digits of an authenticator app, or a recovery code however it is written.
 *
 * @param options `optional` where the second factor may be off.
 */
export function SecondFactorCodeField({ optional = true } = {}): PropertyDecorator {
  const description = 'Six digits of the authenticator app, or a recovery code; each works once';
  return TextField({
    optional,
    min: 6,
    max: 40,
    description: optional ? `${description}. Needed where a second factor is on` : description,
    example: '492039',
  });
}

/** Six digits of an authenticator app. */
export function OneTimeCodeField(): PropertyDecorator {
  const pattern = { expression: /^\d{6}$/, hint: 'must be six digits' };
  return TextField({ min: 6, max: 6, pattern, example: '492039' });
}
