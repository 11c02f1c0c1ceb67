import { Injectable, Logger } from '@nestjs/common';
import type { ApiKeyPrincipal } from '../../platform/context/index.js';
import { ApiKeyDirectory, Authentication } from '../../platform/security/index.js';
import { apiKeyId, isApiKey } from './api-key.js';
import { ApiKeysRepository } from './api-keys.repository.js';

/** Answers whom a key speaks for with one indexed join; nothing is remembered from one request to the next. */
@Injectable()
export class DatabaseApiKeyDirectory extends ApiKeyDirectory {
  private readonly logger = new Logger('ApiKeys');
  /** Keys whose use is being written down. */
  private readonly noting = new Set<string>();

  constructor(
    private readonly keys: ApiKeysRepository,
    authentication: Authentication,
  ) {
    super();
    authentication.useApiKeys(this);
  }

  async findPrincipal(text: string): Promise<ApiKeyPrincipal | 'expired' | undefined> {
    const id = apiKeyId(text);
    const key = id === undefined ? undefined : await this.keys.findPresented(id);
    if (id === undefined || !key || !isApiKey(text, key.hash)) return undefined;
    if (key.expired) return 'expired';
    if (key.isUnnoted) void this.noteUse(id);
    const { userId, role, emailVerified, scopes } = key;
    return { userId, role, emailVerified, apiKey: { id, scopes } };
  }

  /** Nobody waits for it: the request goes on, and goes well when this fails. */
  private async noteUse(id: string): Promise<void> {
    if (this.noting.has(id)) return;
    this.noting.add(id);
    try {
      await this.keys.noteUse(id);
    } catch (error) {
      this.logger.warn(`The use of key ${id} was not noted: ${String(error)}`);
    } finally {
      this.noting.delete(id);
    }
  }
}
