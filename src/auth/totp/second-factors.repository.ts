import { Injectable } from '@nestjs/common';
import { Database, type Statement } from '../../platform/database/index.js';

/** A second factor that is on. */
export interface SecondFactor {
  sealedSecret: string;
  recoveryCodesLeft: number;
}

/** A second factor that is on already is not replaced. */
const BEGIN: Statement = {
  name: 'second-factors.begin',
  text: `INSERT INTO second_factors (user_id, sealed_secret) VALUES ($1, $2)
    ON CONFLICT (user_id) DO UPDATE SET sealed_secret = excluded.sealed_secret, created_at = now()
    WHERE second_factors.confirmed_at IS NULL RETURNING user_id`,
};
const PENDING: Statement = {
  name: 'second-factors.pending',
  text: `SELECT sealed_secret AS "sealedSecret" FROM second_factors WHERE user_id = $1 AND confirmed_at IS NULL`,
};
const CONFIRM: Statement = {
  name: 'second-factors.confirm',
  text: `UPDATE second_factors SET confirmed_at = now(), last_period = $3
    WHERE user_id = $1 AND sealed_secret = $2 AND confirmed_at IS NULL RETURNING user_id`,
};
const FIND: Statement = {
  name: 'second-factors.find',
  text: `SELECT f.sealed_secret AS "sealedSecret",
      (SELECT count(*)::integer FROM recovery_codes c WHERE c.user_id = f.user_id) AS "recoveryCodesLeft"
    FROM second_factors f WHERE f.user_id = $1 AND f.confirmed_at IS NOT NULL`,
};
/** Compare and set: of parallel requests with one code, exactly one finds an earlier period. */
const SPEND_PERIOD: Statement = {
  name: 'second-factors.spend-period',
  text: `UPDATE second_factors SET last_period = $3
    WHERE user_id = $1 AND sealed_secret = $2 AND confirmed_at IS NOT NULL AND last_period < $3 RETURNING user_id`,
};
const REMOVE: Statement = {
  name: 'second-factors.remove',
  text: 'DELETE FROM second_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL RETURNING user_id',
};
const LOCK: Statement = {
  name: 'second-factors.lock',
  text: 'SELECT user_id FROM second_factors WHERE user_id = $1 AND confirmed_at IS NOT NULL FOR UPDATE',
};
const REMOVE_CODES: Statement = {
  name: 'second-factors.remove-recovery-codes',
  text: 'DELETE FROM recovery_codes WHERE user_id = $1',
};
const ADD_CODES: Statement = {
  name: 'second-factors.add-recovery-codes',
  text: 'INSERT INTO recovery_codes (user_id, code_hash) SELECT $1, unnest($2::bytea[])',
};
const SPEND_CODE: Statement = {
  name: 'second-factors.spend-recovery-code',
  text: 'DELETE FROM recovery_codes WHERE user_id = $1 AND code_hash = $2 RETURNING user_id',
};

@Injectable()
export class SecondFactorsRepository {
  constructor(private readonly database: Database) {}

  /** Keeps a secret that has yet to be confirmed; false when a second factor is on. */
  begin(userId: string, sealedSecret: string): Promise<boolean> {
    return this.happened(BEGIN, [userId, sealedSecret]);
  }

  /** The sealed secret that has yet to be confirmed. */
  async findPending(userId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ sealedSecret: string }>(PENDING, [userId]);
    return row?.sealedSecret;
  }

  /** False when another secret has taken its place, or it was confirmed already. */
  confirm(userId: string, sealedSecret: string, period: number): Promise<boolean> {
    return this.happened(CONFIRM, [userId, sealedSecret, period]);
  }

  async find(userId: string): Promise<SecondFactor | undefined> {
    const [row] = await this.database.query<SecondFactor>(FIND, [userId]);
    return row;
  }

  /** False when a code of this period, or of a later one, was used before. */
  spendPeriod(userId: string, sealedSecret: string, period: number): Promise<boolean> {
    return this.happened(SPEND_PERIOD, [userId, sealedSecret, period]);
  }

  /** Takes the recovery codes along. */
  remove(userId: string): Promise<boolean> {
    return this.happened(REMOVE, [userId]);
  }

  /** False when the second factor is off. Parallel calls take turns. */
  async replaceRecoveryCodes(userId: string, hashes: Buffer[]): Promise<boolean> {
    if (!(await this.happened(LOCK, [userId]))) return false;
    await this.database.query(REMOVE_CODES, [userId]);
    await this.database.query(ADD_CODES, [userId, hashes]);
    return true;
  }

  spendRecoveryCode(userId: string, hash: Buffer): Promise<boolean> {
    return this.happened(SPEND_CODE, [userId, hash]);
  }

  private async happened(statement: Statement, values: unknown[]): Promise<boolean> {
    return (await this.database.query(statement, values)).length > 0;
  }
}
