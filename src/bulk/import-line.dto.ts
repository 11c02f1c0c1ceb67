import { ChoiceField, DateTimeField, field, TextField, type Rule } from '../platform/http/index.js';
import { CreatePost, STATUSES, type PostStatus } from '../posts/index.js';
import { EmailField, NameField, UsernameField } from '../users/index.js';

/** The member `author` of an imported line. */
export class ImportLineAuthorInput {
  @UsernameField()
  username: string;

  @EmailField({ optional: true, description: 'Without one the new account cannot sign in' })
  email?: string;

  @NameField({ optional: true })
  name?: string;
}

const isObject: Rule = {
  code: 'type',
  fault: (value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : '$field must be an object',
};

/** One line of `POST /posts/import`: what `POST /posts` takes, and what a post from elsewhere brings along. */
export class ImportLineInput extends (CreatePost as new () => Omit<CreatePost, 'status' | 'publishAt'>) {
  @ChoiceField(STATUSES, { optional: true, description: '`draft` unless `publishAt` schedules it' })
  status?: PostStatus;

  @DateTimeField({ optional: true, description: 'A time that has passed already publishes the post at once' })
  publishAt?: Date;

  @DateTimeField({ optional: true, description: 'First publication; not in the future' })
  publishedAt?: Date;

  @DateTimeField({ optional: true, description: 'Not in the future' })
  createdAt?: Date;

  @TextField({
    min: 1,
    max: 500,
    optional: true,
    example: 'wordpress-4711',
    description: 'What the post is known by where it comes from: the same line sent again changes nothing',
  })
  externalId?: string;

  @field(
    { optional: true, description: 'Found by username, else by email, else made; the caller when it is left out' },
    { type: () => ImportLineAuthorInput },
    isObject,
  )
  author?: object;
}
