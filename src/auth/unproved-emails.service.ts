import { Injectable, type OnModuleInit } from '@nestjs/common';
import { EmailAssignments, type EmailAssignment } from '../users/index.js';
import { AccountMails } from './mails/index.js';

/** Asks for the proof of each address that was given to an account, by whoever it was. */
@Injectable()
export class UnprovedEmailsService implements OnModuleInit {
  constructor(
    private readonly assignments: EmailAssignments,
    private readonly mails: AccountMails,
  ) {}

  onModuleInit(): void {
    this.assignments.listen((assignment) => this.askForProof(assignment));
  }

  private async askForProof({ userId, before }: EmailAssignment): Promise<void> {
    if (before !== null) {
      await this.mails.voidTokens(userId);
      await this.mails.queue('email-changed', userId, { to: before });
    }
    await this.mails.queue('verify-email', userId);
  }
}
