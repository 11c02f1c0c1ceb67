import type { Page } from 'playwright-core';

/** Notes what must not happen on a page: errors, breaches of its policy, and requests to other hosts. */
export class WatchedPage {
  readonly troubles: string[] = [];

  private constructor(readonly page: Page) {}

  /** @param origin the only one that the page may ask */
  static async of(page: Page, origin: string): Promise<WatchedPage> {
    const watched = new WatchedPage(page);
    const { troubles } = watched;
    page.on('console', (message) => {
      if (message.type() === 'error') troubles.push(`console error: ${message.text()}`);
    });
    page.on('pageerror', (error) => troubles.push(`uncaught error: ${error.message}`));
    page.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'data:' && url.origin !== origin) troubles.push(`request to ${url.href}`);
    });
    await page.exposeFunction('tellBreach', (breach: string) => troubles.push(`breach of the policy: ${breach}`));
    // Runs in the page, where there are other globals than here.
    await page.addInitScript(`
      addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => {
        void tellBreach(violatedDirective + ' ' + blockedURI);
      });
    `);
    return watched;
  }
}
