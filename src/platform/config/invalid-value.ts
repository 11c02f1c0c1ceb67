/** A variable's text cannot be used; the message says what is wrong and what is expected, never the text itself. */
export class InvalidValue extends Error {
  constructor(problem: string, expected: string) {
    super(`${problem}; expected ${expected}`);
    this.name = 'InvalidValue';
  }
}

/** Turns the text of a variable into its value. Throws InvalidValue. */
export type Parser<T> = (text: string) => T;
