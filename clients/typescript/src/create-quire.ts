import { ApiKey } from './credentials.js';
import { Quire } from './quire.js';
import { Sender, type SenderOptions } from './sender.js';
import { Session } from './session.js';
import { MemoryTokenStore, type TokenStore } from './tokens.js';

/** For a program with an API key. */
export interface KeyOptions extends SenderOptions {
  apiKey: string;
}

/** For a user who signs in, and for anonymous readers. */
export interface SessionOptions extends SenderOptions {
  apiKey?: never;
  /** Where tokens are kept; in memory unless given. */
  tokens?: TokenStore | undefined;
  /** Whether the refresh token travels in a cookie that no script sees; only in browsers, on the API's own site. */
  cookie?: boolean | undefined;
}

/** The API as the user of a session; anonymous until somebody signs in. */
export class QuireWithSession extends Quire {
  constructor(
    sender: Sender,
    readonly session: Session,
  ) {
    super(sender, session);
  }
}

/** A client of one API as one caller. */
export function createQuire(options: KeyOptions): Quire;
export function createQuire(options: SessionOptions): QuireWithSession;
export function createQuire(options: KeyOptions | SessionOptions): Quire {
  const sender = new Sender(options);
  if (options.apiKey !== undefined) return new Quire(sender, new ApiKey(options.apiKey));
  const session = new Session(sender, options.tokens ?? new MemoryTokenStore(), options.cookie ?? false);
  return new QuireWithSession(sender, session);
}
