/** The start cannot go on; the message is one line for the person at the terminal. */
export class BootError extends Error {
  override readonly name = 'BootError';
}
