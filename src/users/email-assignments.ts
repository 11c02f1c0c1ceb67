import { Injectable } from '@nestjs/common';

/** An account has got an address that nobody has proved yet: a new account, or by an admin. */
export interface EmailAssignment {
  userId: string;
  email: string;
  /** The address before, if there was one. */
  before: string | null;
}

type Listener = (assignment: EmailAssignment) => Promise<void>;

/** Tells other features of unproved addresses, in the transaction that assigns them; they say in `onModuleInit` that they listen. */
@Injectable()
export class EmailAssignments {
  private readonly listeners: Listener[] = [];

  listen(listener: Listener): void {
    this.listeners.push(listener);
  }

  async tell(assignment: EmailAssignment): Promise<void> {
    for (const listener of this.listeners) await listener(assignment);
  }
}
