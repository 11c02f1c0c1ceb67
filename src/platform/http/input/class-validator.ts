import { createRequire } from 'node:module';
import type * as ClassValidator from 'class-validator';

const require = createRequire(import.meta.url);

/**
 * The parts of class-validator that input is checked with. Its index would load 300 modules more for them: a validator
 * for each kind of string, and the numbering plans of all countries.
 */
export const { ValidateBy } = require('class-validator/cjs/decorator/common/ValidateBy.js') as typeof ClassValidator;
export const { ValidateIf } = require('class-validator/cjs/decorator/common/ValidateIf.js') as typeof ClassValidator;
export const { Validator } = require('class-validator/cjs/validation/Validator.js') as typeof ClassValidator;
