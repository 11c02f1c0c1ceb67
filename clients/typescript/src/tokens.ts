/** What a session is kept by. */
export interface Tokens {
  accessToken: string;
  /** When the access token ends, in milliseconds since 1970 by this machine's clock. */
  expiresAt: number;
  /** Absent where a cookie has it. */
  refreshToken?: string;
}

/** Where tokens are kept. Several clients, such as tabs, may share a place. */
export interface TokenStore {
  read(): Tokens | undefined | Promise<Tokens | undefined>;
  write(tokens: Tokens): void | Promise<void>;
  clear(): void | Promise<void>;
}

/** Keeps tokens until the program or page ends. */
export class MemoryTokenStore implements TokenStore {
  private tokens: Tokens | undefined;

  read(): Tokens | undefined {
    return this.tokens;
  }

  write(tokens: Tokens): void {
    this.tokens = tokens;
  }

  clear(): void {
    this.tokens = undefined;
  }
}
