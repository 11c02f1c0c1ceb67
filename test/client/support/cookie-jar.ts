import type { Fetch } from '../../../clients/typescript/src/index.js';

const KEPT_BELOW = '/api/v1/auth';

/** A browser's way with the refresh cookie, in front of another `fetch`: sent and kept only where a call asks for cookies. */
export class CookieJar {
  cookie: string | undefined;

  constructor(private readonly next: Fetch) {}

  readonly fetch: Fetch = async (url, init) => {
    const taken = init.credentials === 'include' && new URL(url).pathname.startsWith(KEPT_BELOW);
    if (!taken) return this.next(url, init);
    const headers = new Headers(init.headers);
    if (this.cookie !== undefined) headers.set('Cookie', this.cookie);
    const response = await this.next(url, { ...init, headers });
    for (const line of response.headers.getSetCookie()) {
      this.cookie = line.includes('Max-Age=0') || line.includes('1970') ? undefined : line.split(';', 1)[0];
    }
    return response;
  };
}
