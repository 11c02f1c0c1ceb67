import { ACTIONS, OUTCOMES, TARGET_TYPES } from '../audit/index.js';
import { ApiProperty } from '../platform/http/index.js';
import { NAME_MEMBER, USERNAME_MEMBER } from '../users/index.js';
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
const urlOrNull = { type: 'string', format: 'uri', nullable: true } as const;
const emailOrNull = { type: 'string', format: 'email', nullable: true } as const;
const ipAddress = { type: 'string', maxLength: 45, example: '203.0.113.7' } as const;
const userAgent = { type: 'string', maxLength: 500, nullable: true, example: 'Mozilla/5.0' } as const;
const count = { type: 'integer', minimum: 0 } as const;

export class ExportedProfileView {
  @ApiProperty(id)
  id: string;

  @ApiProperty(USERNAME_MEMBER)
  username: string;

  @ApiProperty(NAME_MEMBER)
  name: string;

  @ApiProperty({ type: 'string', maxLength: 500, nullable: true })
  bio: string | null;

  @ApiProperty(urlOrNull)
  avatarUrl: string | null;

  @ApiProperty(urlOrNull)
  website: string | null;

  @ApiProperty({ enum: ROLES })
  role: Role;

  @ApiProperty(emailOrNull)
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

  @ApiProperty({ ...count, maximum: 10 })
  recoveryCodesLeft: number;
}

export class ExportedSessionView {
  @ApiProperty(id)
  id: string;

  @ApiProperty(userAgent)
  userAgent: string | null;

  @ApiProperty(ipAddress)
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

  @ApiProperty({ minLength: 1, maxLength: 100, example: 'Nightly build' })
  name: string;

  @ApiProperty({ enum: SCOPES, isArray: true, maxItems: SCOPES.length })
  scopes: Scope[];

  @ApiProperty(moment)
  createdAt: string;

  @ApiProperty(momentOrNull)
  lastUsedAt: string | null;

  @ApiProperty(moment)
  expiresAt: string;
}

export class ExportedIdempotencyKeyView {
  @ApiProperty({ minLength: 1, maxLength: 255, example: 'import-2026-11-21-0001' })
  key: string;

  @ApiProperty(moment)
  expiresAt: string;
}

export class ExportedAuditTargetView {
  @ApiProperty({ enum: TARGET_TYPES })
  type: string;

  @ApiProperty({ maxLength: 200, example: '0192f0c1-2345-7abc-8def-0123456789ab' })
  id: string;
}

export class ExportedAuditEntryView {
  @ApiProperty(moment)
  at: string;

  @ApiProperty({ enum: ACTIONS })
  action: string;

  @ApiProperty({ enum: OUTCOMES })
  outcome: string;

  @ApiProperty({ type: ExportedAuditTargetView, nullable: true })
  target: ExportedAuditTargetView | null;

  @ApiProperty({ description: 'False: somebody else did it to your account' })
  byYou: boolean;

  @ApiProperty({ ...ipAddress, nullable: true })
  ipAddress: string | null;

  @ApiProperty(userAgent)
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

  @ApiProperty({ ...emailOrNull, description: 'An address that has yet to be confirmed' })
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
