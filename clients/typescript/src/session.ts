import type { CredentialHeaders, Credentials } from './credentials.js';
import type { Schemas } from './operations.js';
import { isProblem, type QuireProblem } from './problems.js';
import { jsonRequest } from './requests.js';
import { readJson, type Sender } from './sender.js';
import type { Tokens, TokenStore } from './tokens.js';

type SignIn = Schemas['SignInView'];
type AuthPath = '/api/v1/auth/login' | '/api/v1/auth/register' | '/api/v1/auth/refresh' | '/api/v1/auth/logout';

/** Told when a session has ended by itself, with the refusal that showed it; not after `logout`. */
export type EndListener = (problem: QuireProblem) => void;

/** Milliseconds before its end from which an access token is not used any more. */
const MARGIN = 1_000;

/**
 * Milliseconds for one attempt to refresh. The server forgives a spent refresh token for 10 s: an answer that was lost
 * has to be asked for again within them.
 */
const REFRESH_TIMEOUT = 4_000;

/** A user who signs in, and stays signed in for as long as the server allows. */
export class Session implements Credentials {
  private renewing: Promise<Tokens | undefined> | undefined;
  private readonly listeners = new Set<EndListener>();

  /** @param cookie whether the refresh token travels in a cookie that no script sees */
  constructor(
    private readonly sender: Sender,
    private readonly store: TokenStore,
    private readonly cookie: boolean,
  ) {}

  /** @throws QuireProblem `INVALID_CREDENTIALS`, or `SECOND_FACTOR_REQUIRED` where the account needs a `code` */
  async login(body: Omit<Schemas['LoginBody'], 'cookie'>): Promise<Schemas['AccountView']> {
    return this.signIn('/api/v1/auth/login', body);
  }

  /** Makes an account and signs in. @throws QuireProblem `EMAIL_TAKEN`, `USERNAME_TAKEN`, `VALIDATION_ERROR` */
  async register(body: Omit<Schemas['RegisterBody'], 'cookie'>): Promise<Schemas['AccountView']> {
    return this.signIn('/api/v1/auth/register', body);
  }

  /** Forgets the tokens, whatever happens, and ends the session on the server. */
  async logout(): Promise<void> {
    const held = await this.store.read();
    await this.store.clear();
    if (!held && !this.cookie) return;
    try {
      await this.call('/api/v1/auth/logout', proof(held));
    } catch (error) {
      if (!isNoSession(error)) throw error;
    }
  }

  /** Whether somebody is signed in. Where the refresh token is in a cookie, a new page finds out by refreshing. */
  async restore(): Promise<boolean> {
    if (await this.store.read()) return true;
    if (!this.cookie) return false;
    try {
      return (await this.renew(undefined)) !== undefined;
    } catch (error) {
      if (isNoSession(error)) return false;
      throw error;
    }
  }

  /** @returns a function that takes the listener off again */
  onEnd(listener: EndListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async headers(): Promise<CredentialHeaders> {
    const held = await (this.renewing ?? this.store.read());
    if (!held) return {};
    return bearer(Date.now() < held.expiresAt - MARGIN ? held : await this.renew(held.accessToken));
  }

  async renewed(refused: CredentialHeaders): Promise<CredentialHeaders | undefined> {
    const accessToken = refused.Authorization?.slice(BEARER.length);
    if (accessToken === undefined) return undefined;
    const tokens = await this.renew(accessToken);
    return tokens && bearer(tokens);
  }

  /** One exchange for all who ask while it is under way; undefined when somebody has signed out meanwhile. */
  private renew(refused: string | undefined): Promise<Tokens | undefined> {
    this.renewing ??= this.exchange(refused).finally(() => {
      this.renewing = undefined;
    });
    return this.renewing;
  }

  private async exchange(refused: string | undefined): Promise<Tokens | undefined> {
    const held = await this.store.read();
    // An earlier exchange, or another tab, has been quicker.
    if (held?.accessToken !== refused) return held;
    const timeout = Math.min(REFRESH_TIMEOUT, this.sender.timeout);
    try {
      const tokens = await this.call<Schemas['TokensView']>('/api/v1/auth/refresh', proof(held), { timeout });
      return await this.replace(held, kept(tokens));
    } catch (error) {
      if (!isNoSession(error)) throw error;
      return await this.endOf(held, error);
    }
  }

  /** What holds after an exchange: its result, unless the session has been replaced or left while it was under way. */
  private async replace(held: Tokens | undefined, next: Tokens): Promise<Tokens | undefined> {
    const current = await this.store.read();
    if (current?.accessToken !== held?.accessToken) return current;
    await this.store.write(next);
    return next;
  }

  /** What holds after a refused exchange: only another session that has begun meanwhile. @throws the refusal */
  private async endOf(held: Tokens | undefined, refusal: QuireProblem): Promise<Tokens> {
    const current = await this.store.read();
    if (current && current.accessToken !== held?.accessToken) return current;
    if (current) {
      await this.store.clear();
      for (const listener of this.listeners) listener(refusal);
    }
    throw refusal;
  }

  private async signIn(path: AuthPath, body: object): Promise<Schemas['AccountView']> {
    const signIn = await this.call<SignIn>(
      path,
      { ...body, ...(this.cookie && { cookie: true }) },
      { repeatable: false },
    );
    await this.store.write(kept(signIn));
    return signIn.user;
  }

  private async call<Data>(
    path: AuthPath,
    body: object,
    { repeatable = true, timeout }: { repeatable?: boolean; timeout?: number } = {},
  ): Promise<Data> {
    const request = { ...jsonRequest('post', path, { body, timeout }), repeatable, cookies: this.cookie };
    return ((await this.sender.send(request, readJson)) as { data: Data } | undefined)?.data as Data;
  }
}

const BEARER = 'Bearer ';

function bearer(tokens: Tokens | undefined): CredentialHeaders {
  return tokens ? { Authorization: BEARER + tokens.accessToken } : {};
}

function proof(tokens: Tokens | undefined): { refreshToken?: string } {
  return tokens?.refreshToken === undefined ? {} : { refreshToken: tokens.refreshToken };
}

function kept({ accessToken, expiresIn, refreshToken }: Schemas['TokensView']): Tokens {
  const expiresAt = Date.now() + expiresIn * 1000;
  return { accessToken, expiresAt, ...(refreshToken !== undefined && { refreshToken }) };
}

/** The token is refused, or there is none; whatever else fails says nothing about the session. */
function isNoSession(error: unknown): error is QuireProblem {
  return isProblem(error) && [400, 401].includes(error.status);
}
