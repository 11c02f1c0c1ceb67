import { ApiProperty } from '../platform/http/index.js';
import { ROLES, SCOPES, type Role, type Scope } from '../platform/context/index.js';
import {
  ExportedCommentView,
  ExportedEditView,
  ExportedFavoriteView,
  ExportedFollowView,
  ExportedPostView,
} from './exported-content.view.js';

const id = { type: 'string', format: 'uuid' } as const;
const moment = { type: 'string', format: 'date-time' } as const;
const momentOrNull = { ...moment, nullable: true } as const;
const textOrNull = { type: 'string', nullable: true } as const;
const count = { type: 'integer', minimum: 0 } as const;

export class ExportedProfileView {
  @ApiProperty(id)
  id: string;

  @ApiProperty()
  username: string;

  @ApiProperty()
  name: string;

  @ApiProperty(textOrNull)
  bio: string | null;

  @ApiProperty(textOrNull)
  avatarUrl: string | null;

  @ApiProperty(textOrNull)
  website: string | null;

  @ApiProperty({ enum: ROLES })
  role: Role;

  @ApiProperty(textOrNull)
  email: string | null;

  @ApiProperty()
  emailVerified: boolean;

  @ApiProperty(count)
  followerCount: number;

  @ApiProperty(moment)
  createdAt: string;

  @ApiProperty(moment)
  updatedAt: string;

  @ApiProperty(momentOrNull)
  lastLoginAt: string | null;

  @ApiProperty(momentOrNull)
  passwordChangedAt: string | null;
}

export class ExportedSecondFactorView {
  @ApiProperty()
  enabled: boolean;

  @ApiProperty(count)
  recoveryCodesLeft: number;
}

export class ExportedSessionView {
  @ApiProperty(id)
  id: string;

  @ApiProperty(textOrNull)
  userAgent: string | null;

  @ApiProperty()
  ipAddress: string;

  @ApiProperty(moment)
  createdAt: string;

  @ApiProperty(moment)
  lastUsedAt: string;

  @ApiProperty(moment)
  expiresAt: string;
}

export class ExportedApiKeyView {
  @ApiProperty(id)
  id: string;

  @ApiProperty()
  name: string;

  @ApiProperty({ enum: SCOPES, isArray: true })
  scopes: Scope[];

  @ApiProperty(moment)
  createdAt: string;

  @ApiProperty(momentOrNull)
  lastUsedAt: string | null;

  @ApiProperty(moment)
  expiresAt: string;
}

export class ExportedIdempotencyKeyView {
  @ApiProperty()
  key: string;

  @ApiProperty(moment)
  expiresAt: string;
}

export class ExportedAuditTargetView {
  @ApiProperty()
  type: string;

  @ApiProperty()
  id: string;
}

export class ExportedAuditEntryView {
  @ApiProperty(moment)
  at: string;

  @ApiProperty()
  action: string;

  @ApiProperty()
  outcome: string;

  @ApiProperty({ type: ExportedAuditTargetView, nullable: true })
  target: ExportedAuditTargetView | null;

  @ApiProperty({ description: 'False: somebody else did it to your account' })
  byYou: boolean;

  @ApiProperty(textOrNull)
  ipAddress: string | null;

  @ApiProperty(textOrNull)
  userAgent: string | null;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true })
  changes: Record<string, unknown> | null;
}

/** Everything that is held about somebody. Of secrets it tells only that there are some. */
export class AccountExportView {
  @ApiProperty(moment)
  exportedAt: string;

  @ApiProperty()
  profile: ExportedProfileView;

  @ApiProperty({ ...textOrNull, description: 'An address that has yet to be confirmed' })
  pendingEmail: string | null;

  @ApiProperty()
  secondFactor: ExportedSecondFactorView;

  @ApiProperty({ type: [ExportedSessionView] })
  sessions: ExportedSessionView[];

  @ApiProperty({ type: [ExportedApiKeyView] })
  apiKeys: ExportedApiKeyView[];

  @ApiProperty({ type: [ExportedPostView], description: 'In every state' })
  posts: ExportedPostView[];

  @ApiProperty({ type: [ExportedCommentView] })
  comments: ExportedCommentView[];

  @ApiProperty({ type: [ExportedEditView], description: 'Of posts that are not your own' })
  edits: ExportedEditView[];

  @ApiProperty({ type: [ExportedFavoriteView] })
  favorites: ExportedFavoriteView[];

  @ApiProperty({ type: [ExportedFollowView], description: 'Those whom you follow' })
  following: ExportedFollowView[];

  @ApiProperty({ type: [ExportedFollowView], description: 'Those who follow you' })
  followers: ExportedFollowView[];

  @ApiProperty({ type: [ExportedIdempotencyKeyView], description: 'Requests whose answers are kept for a repetition' })
  idempotencyKeys: ExportedIdempotencyKeyView[];

  @ApiProperty({ type: [ExportedAuditEntryView], description: 'What you did, then what others did to your account' })
  auditLog: ExportedAuditEntryView[];
}
