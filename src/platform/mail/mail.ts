/** One mail to one address. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Takes mails away, to a server or to a file. */
export interface MailTransport {
  /** @throws MailRefused when it is of no use to try again; Error when it may be */
  deliver(mail: Mail): Promise<void>;
  close(): void;
}

/** The server will not take this mail, however often it is tried. The message names neither the mail nor its address. */
export class MailRefused extends Error {}
