import { Account } from './account.js';
import type { Accounts } from './accounts.js';
import type { Actor } from './sketch.js';

interface Part {
  account: Account;
  /** Requests that it has made. */
  uses: number;
}

/** Requests after which somebody else plays a part: who may do anything to accounts does it to their own too. */
const LONGEST_RUN = 25;

/**
 * Those who ask. Whoever is suspended, erased, signed out or stripped of a role by what is asked is replaced by somebody
 * new.
 */
export class Cast {
  private readonly parts = new Map<Actor, Promise<Part>>();

  /** @param metricsToken opens the metrics */
  constructor(
    private readonly accounts: Accounts,
    private readonly metricsToken: string,
  ) {}

  /** Who plays the part now. */
  async play(actor: Actor): Promise<Account> {
    const playing = await this.parts.get(actor);
    const part = playing && playing.uses < LONGEST_RUN ? playing : await this.begin(actor);
    part.uses += 1;
    return part.account;
  }

  /** Lets somebody else play the part from now on, if this account still does. */
  async dismiss(actor: Actor, account: Account): Promise<void> {
    const part = await this.parts.get(actor);
    if (part?.account === account) this.parts.delete(actor);
  }

  private begin(actor: Actor): Promise<Part> {
    const part = this.engage(actor).then((account): Part => ({ account, uses: 0 }));
    this.parts.set(actor, part);
    return part;
  }

  private async engage(actor: Actor): Promise<Account> {
    switch (actor) {
      case 'anonymous':
        return new Account({});
      case 'scraper':
        return new Account({ Authorization: `Bearer ${this.metricsToken}` });
      case 'apiKey':
        return this.accounts.make('admin', 'apiKey');
      default:
        return this.accounts.make(actor, 'session');
    }
  }
}
