import type { TOTP } from 'otpauth';
import type { Known } from './known.js';
import { Memory } from './memory.js';

/** Milliseconds for which a code of an authenticator app stands. */
const PERIOD = 30_000;

/** Somebody who asks. */
export class Account {
  /** The names of what is theirs. */
  readonly belongings = new Memory();

  /**
   * @param credentials the headers that show who asks; none for the anonymous
   * @param authenticator where a second factor is on, or awaits its first code
   */
  constructor(
    readonly credentials: Readonly<Record<string, string>>,
    private readonly authenticator?: TOTP,
  ) {}

  /** The name of what is meant of theirs; undefined when they have nothing of the kind. */
  own(known: Known): string | undefined {
    if (known.kind !== 'codes') return this.belongings.recall(known);
    const codes = this.codes();
    return codes[known.nth % Math.max(1, codes.length)];
  }

  /** Those that count now: of the present period, of the next and of the last. Each does once. */
  codes(): string[] {
    const { authenticator } = this;
    if (!authenticator) return [];
    return [0, 1, -1].map((periods) => authenticator.generate({ timestamp: Date.now() + periods * PERIOD }));
  }
}
