import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/index.js';
import { renderLetter, type Letter, type Mail } from '../../platform/mail/index.js';
import type { AccountMail, AccountMailKind } from './account-mail.js';

type Words = Omit<Letter, 'greeting' | 'link'> & { page?: 'verify-email' | 'reset-password'; label?: string };

const NOT_YOU = 'If this was not you, set a new password at once and end your other sessions.';
const DO_NOTHING = 'If you did not ask for this, do nothing.';

/** What each kind of mail says. The words of users stand in paragraphs only, and the name that greets is a username. */
const LETTERS: Record<AccountMailKind, (mail: AccountMail) => Words> = {
  'verify-email': () => ({
    subject: 'Confirm your email address',
    paragraphs: ['Confirm that this is your address. The link works once, for 24 hours.'],
    page: 'verify-email',
    label: 'Confirm the address',
    notes: [
      'If you did not make this account, do not confirm it: somebody else may have. You can take it over by asking for a new password.',
    ],
  }),
  'reset-password': () => ({
    subject: 'Set a new password',
    paragraphs: ['Somebody asked for a new password for your account. The link works once, for 15 minutes.'],
    page: 'reset-password',
    label: 'Set a new password',
    notes: [`${DO_NOTHING} Your password stays as it is.`],
  }),
  'confirm-email': () => ({
    subject: 'Confirm your new email address',
    paragraphs: ['Confirm that your account is to have this address. The link works once, for an hour.'],
    page: 'verify-email',
    label: 'Confirm the new address',
    notes: [`${DO_NOTHING} The address stays as it is.`],
  }),
  'email-changing': () => ({
    subject: 'Your email address is about to change',
    paragraphs: ['Somebody who knows your password asked for another email address for your account.', NOT_YOU],
  }),
  'email-changed': () => ({
    subject: 'Your email address has changed',
    paragraphs: [
      'Your account has another email address now, and this one is no longer used.',
      'If this was not you, tell those who run this service.',
    ],
  }),
  'password-changed': () => ({
    subject: 'Your password has changed',
    paragraphs: [
      'The password of your account has changed, and other sessions have ended. API keys go on working: have a look at them.',
      'If this was not you, ask for a new password at once.',
    ],
  }),
  'refresh-token-reused': (mail) => ({
    subject: 'A session has been ended for safety',
    paragraphs: [
      'Somebody presented a key to your account that was used before. It may have been stolen, so its session has been ended.',
      ...origin(mail),
      NOT_YOU,
    ],
  }),
  'second-factor-on': () => ({
    subject: 'Two-step sign-in is on',
    paragraphs: ['Signing in to your account now takes a code from your authenticator app.', NOT_YOU],
  }),
  'second-factor-off': () => ({
    subject: 'Two-step sign-in is off',
    paragraphs: ['Signing in to your account takes no code any more.', NOT_YOU],
  }),
  'recovery-code-used': (mail) => ({
    subject: 'A recovery code has been used',
    paragraphs: ['Somebody signed in to your account by a recovery code.', ...origin(mail), NOT_YOU],
  }),
  'api-key-created': ({ details: { name = '' } }) => ({
    subject: 'A new API key',
    paragraphs: [
      `An API key was made for your account: ${name}`,
      'If this was not you, revoke it and set a new password.',
    ],
  }),
};

/** Words the mails about accounts. Links lead to the frontend that is configured, whatever a request called us. */
@Injectable()
export class AccountLetters {
  constructor(private readonly config: Config) {}

  /** @param token for those kinds whose page needs one */
  write(mail: AccountMail, token = ''): Mail {
    const { page, label = '', ...words } = LETTERS[mail.kind](mail);
    const url = `${this.config.server.appUrl}/${page ?? ''}?token=${token}`;
    return renderLetter(mail.email, {
      greeting: `Hello ${mail.username},`,
      ...words,
      ...(page && { link: { label, url } }),
    });
  }
}

function origin({ details: { ipAddress, userAgent } }: AccountMail): string[] {
  if (ipAddress === undefined) return [];
  return [`It came from the address ${ipAddress}${userAgent ? `, by ${userAgent}` : ''}.`];
}
