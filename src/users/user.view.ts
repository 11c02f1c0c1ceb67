import { ApiProperty } from '../platform/http/index.js';
import { ROLES, type Role } from '../platform/context/index.js';
import { STATUSES, type Status } from './user.entity.js';
import { NAME_MEMBER, USERNAME_MEMBER } from './user.members.js';

const id = { type: 'string', format: 'uuid' } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const url = { type: 'string', format: 'uri', nullable: true } as const;
const email = { type: 'string', format: 'email', nullable: true } as const;
const hidden = 'Only to the user and to admins';

/** What everybody may know of a user. */
export class ProfileView {
  @ApiProperty(id)
  id: string;

  @ApiProperty(USERNAME_MEMBER)
  username: string;

  @ApiProperty(NAME_MEMBER)
  name: string;

  @ApiProperty({ type: 'string', maxLength: 500, nullable: true, example: 'Writes about the sea.' })
  bio: string | null;

  @ApiProperty(url)
  avatarUrl: string | null;

  @ApiProperty(url)
  website: string | null;

  @ApiProperty({ enum: ROLES })
  role: Role;

  @ApiProperty({ type: 'integer', minimum: 0, description: 'How many users follow this one' })
  followerCount: number;

  @ApiProperty(moment)
  createdAt: string;
}

/** A user as they see themselves. */
export class AccountView extends ProfileView {
  @ApiProperty({ ...email, description: 'Null for the author of imported posts' })
  email: string | null;

  @ApiProperty()
  emailVerified: boolean;

  @ApiProperty({ enum: STATUSES })
  status: Status;

  @ApiProperty({ ...moment, nullable: true })
  lastLoginAt: string | null;

  @ApiProperty(moment)
  updatedAt: string;

  @ApiProperty({ type: 'integer', minimum: 1 })
  version: number;
}

/** A user with as many members as the caller may see. */
export class UserView extends ProfileView {
  @ApiProperty({
    required: false,
    description: 'Whether the caller follows this user: to others than the user, in a profile',
  })
  following?: boolean;

  @ApiProperty({ ...email, required: false, description: hidden })
  email?: string | null;

  @ApiProperty({ required: false, description: hidden })
  emailVerified?: boolean;

  @ApiProperty({ enum: STATUSES, required: false, description: `${hidden} and moderators` })
  status?: Status;

  @ApiProperty({ ...moment, nullable: true, required: false, description: hidden })
  lastLoginAt?: string | null;

  @ApiProperty({ ...moment, required: false, description: hidden })
  updatedAt?: string;

  @ApiProperty({ type: 'integer', minimum: 1, required: false, description: hidden })
  version?: number;
}

/** What a view is made of. */
export interface UserRecord {
  id: string;
  username: string;
  name: string;
  bio: string | null;
  avatarUrl: string | null;
  website: string | null;
  role: Role;
  followerCount: number;
  createdAt: string;
  email: string | null;
  emailVerified: boolean;
  status: Status;
  lastLoginAt: string | null;
  updatedAt: string;
  version: number;
}

/** A user as read for somebody. */
export interface ReadUser extends UserRecord {
  /** Whether the caller follows them; null for the user, absent for an anonymous caller. */
  following?: boolean | null;
}

export function profileView(user: UserRecord): ProfileView {
  const { id, username, name, bio, avatarUrl, website, role, followerCount, createdAt } = user;
  return { id, username, name, bio, avatarUrl, website, role, followerCount, createdAt };
}

export function accountView(user: UserRecord): AccountView {
  const { email, emailVerified, status, lastLoginAt, updatedAt, version } = user;
  return Object.assign(profileView(user), { email, emailVerified, status, lastLoginAt, updatedAt, version });
}

/** How much of a user somebody sees. */
export type Sight = 'profile' | 'moderator' | 'full';

export function userView(user: ReadUser, sight: Sight): UserView {
  const view: UserView = sight === 'full' ? accountView(user) : profileView(user);
  if (sight === 'moderator') view.status = user.status;
  if (typeof user.following === 'boolean') view.following = user.following;
  return view;
}
