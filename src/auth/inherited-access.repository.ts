import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../platform/database/index.js';

const REMOVE_KEYS: Statement = {
  name: 'api-keys.remove-inherited',
  text: 'DELETE FROM api_keys WHERE user_id = $1',
};
const REMOVE_SECOND_FACTOR: Statement = {
  name: 'second-factors.remove-inherited',
  text: 'DELETE FROM second_factors WHERE user_id = $1',
};

/** Ways into an account besides its password and its sessions. */
@Injectable()
export class InheritedAccessRepository {
  constructor(private readonly database: Database) {}

  /** Removes the user's API keys, and the second factor with its recovery codes. */
  async remove(userId: string): Promise<void> {
    await this.database.query(REMOVE_KEYS, [userId]);
    await this.database.query(REMOVE_SECOND_FACTOR, [userId]);
  }
}
