import { SecondFactorCodeField } from '../auth/index.js';
import { ChoiceField, QueryFlag } from '../platform/http/index.js';
import { EditProfileBody, EmailField, PasswordField, POSTS_FATES, type PostsFate } from '../users/index.js';

/** The body of `PATCH /users/me`: what is left out stays as it is. */
export class EditAccountBody extends EditProfileBody {
  @EmailField({ optional: true, description: 'Takes effect when a mail to the new address is confirmed' })
  email?: string;

  @PasswordField({ optional: true, description: 'Needed for a new `email`' })
  currentPassword?: string;

  @SecondFactorCodeField()
  code?: string;
}

/** The body of `DELETE /users/me`. */
export class EraseAccountBody {
  @PasswordField()
  password: string;

  @ChoiceField(POSTS_FATES, {
    default: 'keep',
    description:
      '`keep`: published and archived posts, and comments, stay under a placeholder author; drafts, scheduled and trashed posts go. `delete`: all posts go, and comments lose their words',
  })
  posts: PostsFate = 'keep';

  @SecondFactorCodeField()
  code?: string;
}

/** The query of `DELETE /users/{id}`. */
export class RemoveAccount {
  @QueryFlag({ default: false, description: '`true` erases the account for good; its posts stay under a placeholder' })
  purge = false;
}
