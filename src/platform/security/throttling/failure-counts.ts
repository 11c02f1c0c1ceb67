/** What an attempt met: how long its pair is still blocked (0: it may be made), and the failures of its account. */
export interface AttemptCount {
  /** Milliseconds. */
  blockedFor: number;
  accountFailures: number;
}

/** Counts failures per pair of account and client, and per account. An attempt counts as failed until it is told otherwise. */
export interface FailureCounts {
  attempt(pair: string, account: string): Promise<AttemptCount>;
  /** The attempt succeeded: the pair begins anew, and the attempt no longer counts against the account. */
  clear(pair: string, account: string): Promise<void>;
  /** The attempt was neither right nor wrong: it never was. */
  withdraw(pair: string, account: string): Promise<void>;
}
