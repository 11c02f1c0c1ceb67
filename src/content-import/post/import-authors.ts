import { canonicalEmail, usernameFrom } from '../../users/index.js';
import type { ImportedAuthor } from './imported-post.js';
import type { Mending } from './mending.js';
import { beginning } from './text.js';

const MAX_NAME_LENGTH = 100;

/** An author as another system knows them. */
export interface ForeignAuthor {
  /** Tells the authors of one export apart. */
  key: string;
  /** What they sign in as or are linked by there. */
  login: string;
  name: string;
  email: string;
}

/**
 * The authors of one export. Each gets a username of their own, made of the one that they had; the same export gives the
 * same ones each time.
 */
export class ImportAuthors {
  private readonly known = new Map<string, ImportedAuthor>();
  private readonly usernames = new Set<string>();

  /** What is not kept of an author is noted where they are met first. */
  author({ key, login, name, email }: ForeignAuthor, mending: Mending): ImportedAuthor {
    const known = this.known.get(key);
    if (known) return known;
    const author: ImportedAuthor = { username: this.freeUsername(login || name || key) };
    const shownName = beginning(name.trim(), MAX_NAME_LENGTH);
    if (shownName !== '') author.name = shownName;
    const address = canonicalEmail(email);
    if (address !== undefined) author.email = address;
    else if (email !== '') mending.note(`the email "${email.slice(0, 60)}" of its author is none, and left out`);
    this.known.set(key, author);
    return author;
  }

  private freeUsername(text: string): string {
    let username = usernameFrom(text);
    for (let number = 2; this.usernames.has(username); number += 1) username = usernameFrom(text, number);
    this.usernames.add(username);
    return username;
  }
}
