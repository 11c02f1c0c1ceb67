import { ROLES, type Role } from '../platform/context/index.js';
import { ChoiceField, DateTimeField, PageQuery, TextField, UrlField } from '../platform/http/index.js';
import { STATUSES, type Status } from './user.entity.js';
import { EmailField, NameField, NewPasswordField, UsernameField } from './user.fields.js';

export const USER_ORDERS = ['createdAt', 'name', 'email', 'username', 'lastLoginAt'] as const;
export type UserOrder = (typeof USER_ORDERS)[number];

export class UsersQuery extends PageQuery {
  @TextField({
    min: 1,
    max: 200,
    optional: true,
    example: 'ann',
    description: 'Part of a name or username; for admins, of an email too',
  })
  search?: string;

  @ChoiceField(ROLES, { optional: true, description: 'Those who have it' })
  role?: Role;

  @ChoiceField(STATUSES, { optional: true, description: 'Deleted users are listed only when asked for' })
  status?: Status;

  @DateTimeField({ optional: true, description: 'At this moment or later' })
  createdAfter?: Date;

  @DateTimeField({ optional: true, description: 'Before this moment' })
  createdBefore?: Date;

  @ChoiceField(USER_ORDERS, { default: 'createdAt', description: '`email` and `lastLoginAt` are for admins' })
  sortBy: UserOrder = 'createdAt';
}

export class CreateUserBody {
  @EmailField({ example: 'ann@example.com' })
  email: string;

  @UsernameField({ example: 'ann' })
  username: string;

  @NameField({ example: 'Ann Example' })
  name: string;

  @NewPasswordField()
  password: string;

  @ChoiceField(ROLES, { default: 'user' })
  role: Role = 'user';
}

export class EditProfileBody {
  @UsernameField({ optional: true })
  username?: string;

  @NameField({ optional: true })
  name?: string;

  @TextField({ max: 500, optional: true, nullable: true, example: 'Writes about the sea.' })
  bio?: string | null;

  @UrlField({ optional: true, nullable: true })
  avatarUrl?: string | null;

  @UrlField({ optional: true, nullable: true })
  website?: string | null;
}

export class EditUserBody extends EditProfileBody {
  @EmailField({ optional: true, description: 'Counts as unverified again' })
  email?: string;
}

export class AssignRoleBody {
  @ChoiceField(ROLES)
  role: Role;
}

export class SuspendBody {
  @TextField({ min: 1, max: 500, convert: (text) => text.trim(), example: 'Spam' })
  reason: string;

  @DateTimeField({ optional: true, nullable: true, description: 'In the future; without it, until reinstated' })
  until?: Date | null;
}
