import { createHmac, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../../config/index.js';
import { deriveKey } from '../../crypto/index.js';

/** Names counters after what they count, so that no address, account or email can be read out of Redis. */
@Injectable()
export class CounterNames {
  private readonly key: KeyObject;

  constructor({ tokens }: Config) {
    this.key = deriveKey(tokens.secret, 'counters');
  }

  /** One name for one list of parts, the same on all instances. */
  of(...parts: string[]): string {
    return createHmac('sha256', this.key).update(JSON.stringify(parts)).digest('base64url');
  }
}
