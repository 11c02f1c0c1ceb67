export { renderLetter, type Letter } from './letter.js';
export { MailRefused, type Mail } from './mail.js';
export { Mailer } from './mailer.js';
export { MailModule } from './mail.module.js';
