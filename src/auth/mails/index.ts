export { AccountLetters } from './account-letters.js';
export { AccountMailDelivery } from './account-mail-delivery.service.js';
export { AccountMails } from './account-mails.service.js';
export { AccountMailsRepository } from './account-mails.repository.js';
export { MailQuota } from './mail-quota.js';
export type { AccountMailKind, MailDetails } from './account-mail.js';
