/** How wrong passwords are punished; times are milliseconds. */
export const PENALTY = {
  /** Failures of one pair of account and client before it has to wait. */
  allowance: 5,
  /** The first wait; each further failure doubles it. */
  firstBlock: 15_000,
  longestBlock: 900_000,
  /** After this long without a failure a pair begins anew; an account's failures are counted over as long. */
  window: 900_000,
  /** Failures of one account, whoever tries, before answers are delayed. */
  accountAllowance: 10,
  firstDelay: 100,
  longestDelay: 2_000,
} as const;

/** The wait after so many failures of one pair. */
export function blockAfter(failures: number): number {
  if (failures < PENALTY.allowance) return 0;
  return Math.min(PENALTY.longestBlock, PENALTY.firstBlock * 2 ** (failures - PENALTY.allowance));
}

/** The delay after so many failures of one account. */
export function delayAfter(failures: number): number {
  if (failures <= PENALTY.accountAllowance) return 0;
  return Math.min(PENALTY.longestDelay, PENALTY.firstDelay * 2 ** (failures - PENALTY.accountAllowance - 1));
}
