import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { SCOPES, type Device, type SessionPrincipal } from '../platform/context/index.js';
import { Database } from '../platform/database/index.js';
import { List, Resource } from '../platform/http/index.js';
import { invalidField, invalidState, notFound, tokenInvalid } from '../platform/problem/index.js';
import { refusedToken } from '../platform/security/index.js';
import {
  ApiKeysRepository,
  apiKeyView,
  newApiKey,
  type ApiKeyView,
  type CreateApiKeyBody,
  type NewApiKeyView,
} from './api-keys/index.js';
import { AccountMails } from './mails/index.js';
import { StepUp } from './step-up.js';

/** Keys of one user, those included that expired within the last 30 days. */
const MOST_KEYS = 50;

const DAY = 86_400_000;
const USUAL_LIFE = 90 * DAY;
const LONGEST_LIFE = 366 * DAY;

/** A key never changes; when it was used last makes no version of it. */
const VERSION = 1;

/** Makes, lists and revokes the API keys of those who have signed in. */
@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly mails: AccountMails,
    private readonly audit: Audit,
    private readonly stepUp: StepUp,
  ) {}

  /**
   * Makes a key, and tells its owner by mail.
   *
   * @throws VALIDATION_ERROR naming `expiresAt`, or the `code` of a second factor; INVALID_STATE when there are 50 keys
   *   already; RATE_LIMITED
   */
  async create(body: CreateApiKeyBody, caller: SessionPrincipal, device: Device): Promise<Resource<NewApiKeyView>> {
    const { userId } = caller;
    const { id, text, hash, lastFour } = newApiKey();
    const { name } = body;
    const scopes = SCOPES.filter((scope) => body.scopes.includes(scope));
    const expiresAt = endOf(body.expiresAt).toISOString();
    const record = { id, name, scopes, lastFour, createdAt: new Date().toISOString(), lastUsedAt: null, expiresAt };
    await this.stepUp.requireCode(caller, body.code);
    return this.database.transaction(async () => {
      await this.requireRoom(userId);
      await this.keys.insert(record, userId, hash);
      const target = { type: 'api-key' as const, id };
      await this.audit.record({ action: 'auth.api-key-create', target, changes: { scopes, expiresAt } });
      await this.mails.queue('api-key-created', userId, { name, ...device });
      return new Resource(Object.assign(apiKeyView(record), { key: text }), VERSION, `/api/v1/auth/api-keys/${id}`);
    });
  }

  async list({ userId }: SessionPrincipal): Promise<List<ApiKeyView>> {
    return new List((await this.keys.list(userId)).map(apiKeyView));
  }

  /** @throws NOT_FOUND, also for somebody else's key */
  async read(id: string, { userId }: SessionPrincipal): Promise<Resource<ApiKeyView>> {
    const record = await this.keys.findOwn(id, userId);
    if (!record) throw notFound({ detail: 'No such key' });
    return new Resource(apiKeyView(record), VERSION);
  }

  /** Ends a key, from the next request on and on every instance. @throws NOT_FOUND, also for somebody else's key */
  revoke(id: string, { userId }: SessionPrincipal): Promise<void> {
    return this.database.transaction(async () => {
      if (!(await this.keys.revokeOwn(id, userId))) throw notFound({ detail: 'No such key' });
      await this.audit.record({ action: 'auth.api-key-revoke', target: { type: 'api-key', id } });
    });
  }

  private async requireRoom(userId: string): Promise<void> {
    if (!(await this.keys.lockOwner(userId))) throw refusedToken(tokenInvalid);
    if ((await this.keys.count(userId)) < MOST_KEYS) return;
    throw invalidState({ detail: `There are ${MOST_KEYS} keys; revoke one first`, extras: { allowed: ['revoke'] } });
  }
}

function endOf(wanted: Date | undefined): Date {
  const now = Date.now();
  const end = wanted ?? new Date(now + USUAL_LIFE);
  if (end.getTime() > now && end.getTime() <= now + LONGEST_LIFE) return end;
  throw invalidField('expiresAt', 'range', 'expiresAt must lie ahead, by at most 366 days');
}
