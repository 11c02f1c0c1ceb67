import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Role } from '../platform/context/index.js';
import { Versioned } from '../platform/database/index.js';
import { invalidState } from '../platform/problem/index.js';
import { PLACEHOLDER_ID, PLACEHOLDER_NAME } from './placeholder.js';
import type { PostsFate } from './posts-fate.js';
import { erasedUsername } from './username.js';

export const STATUSES = ['active', 'suspended', 'deleted'] as const;
export type Status = (typeof STATUSES)[number];

/** What people say about themselves. */
export interface Profile {
  username: string;
  name: string;
  bio: string | null;
  avatarUrl: string | null;
  website: string | null;
}

interface UserMembers extends Profile {
  email: string | null;
  emailVerified: boolean;
  role: Role;
  suspendedAt: Date | null;
  suspendedUntil: Date | null;
  suspensionReason: string | null;
  deletedAt: Date | null;
  erasing: PostsFate | null;
  sessionEpoch: number;
}

@Entity('users')
export class User extends Versioned<UserMembers> implements UserMembers {
  @PrimaryColumn({ type: 'uuid' })
  id: string;

  @Column({ type: 'text' })
  username: string;

  @Column({ type: 'text' })
  name: string;

  @Column({ type: 'text', nullable: true })
  bio: string | null = null;

  @Column({ name: 'avatar_url', type: 'text', nullable: true })
  avatarUrl: string | null = null;

  @Column({ type: 'text', nullable: true })
  website: string | null = null;

  /** Null for the author of imported posts, who cannot sign in. */
  @Column({ type: 'text', nullable: true })
  email: string | null = null;

  @Column({ name: 'email_verified', type: 'boolean' })
  emailVerified = false;

  @Column({ type: 'text' })
  role: Role = 'user';

  @Column({ name: 'suspended_at', type: 'timestamptz', precision: 3, nullable: true })
  suspendedAt: Date | null = null;

  /** Null with `suspendedAt` set: for good. */
  @Column({ name: 'suspended_until', type: 'timestamptz', precision: 3, nullable: true })
  suspendedUntil: Date | null = null;

  @Column({ name: 'suspension_reason', type: 'text', nullable: true })
  suspensionReason: string | null = null;

  @Column({ name: 'deleted_at', type: 'timestamptz', precision: 3, nullable: true })
  deletedAt: Date | null = null;

  /** Set from the moment at which the account is given up for good until the row goes. */
  @Column({ type: 'text', nullable: true })
  erasing: PostsFate | null = null;

  @Column({ name: 'last_login_at', type: 'timestamptz', precision: 3, nullable: true })
  lastLoginAt: Date | null = null;

  /** Kept by the statements that write follows. */
  @Column({ name: 'follower_count', type: 'integer', update: false })
  readonly followerCount = 0;

  /** Sessions begun in an earlier epoch are over. */
  @Column({ name: 'session_epoch', type: 'integer' })
  sessionEpoch = 1;

  statusAt(now: Date): Status {
    if (this.deletedAt) return 'deleted';
    const suspended = this.suspendedAt !== null && (this.suspendedUntil === null || this.suspendedUntil > now);
    return suspended ? 'suspended' : 'active';
  }

  /** Whether it is nobody's any more, and never will be: it is being erased, or stands for all who were. */
  get isGone(): boolean {
    return this.erasing !== null || this.id === PLACEHOLDER_ID;
  }

  /** The version of each member as the API names it, for `If-Match`. */
  get visibleState(): { version: number; fieldVersions: Record<string, number> } {
    const fieldVersions: Record<string, number> = {};
    for (const [name, version] of Object.entries(this.fieldVersions)) {
      const visible = VISIBLE_NAMES[name] ?? name;
      fieldVersions[visible] = Math.max(version, fieldVersions[visible] ?? 0);
    }
    return { version: this.version, fieldVersions };
  }

  /** Changes what the user says of themselves; members that are absent stay. */
  edit(changes: Partial<Profile>, now: Date): void {
    this.change(changes, now);
  }

  /** A new address is unproved, whoever gave it. */
  changeEmail(email: string, now: Date): void {
    if (email !== this.email) this.change({ email, emailVerified: false }, now);
  }

  /** The user reads the mails of this address: it is theirs, if it was not before. */
  confirmEmail(email: string, now: Date): void {
    this.change({ email, emailVerified: true }, now);
  }

  assume(role: Role, now: Date): void {
    this.change({ role }, now);
  }

  /**
   * Bars the user from the account and ends all sessions.
   *
   * @param until when the suspension ends by itself; null for one that does not.
   * @throws INVALID_STATE when the user is suspended already.
   */
  suspend(reason: string, until: Date | null, now: Date): void {
    this.require('active', now);
    const sessionEpoch = this.sessionEpoch + 1;
    this.change({ suspendedAt: now, suspendedUntil: until, suspensionReason: reason, sessionEpoch }, now);
  }

  /** @throws INVALID_STATE when the user is not suspended. */
  reinstate(now: Date): void {
    this.require('suspended', now);
    this.change({ suspendedAt: null, suspendedUntil: null, suspensionReason: null }, now);
  }

  /** Has whoever is signed in sign in again; nobody who edits the account need know. */
  endSessions(): void {
    this.follow('sessionEpoch', this.sessionEpoch + 1);
  }

  /** Takes the account away, recoverably, and ends all sessions. */
  delete(now: Date): void {
    if (this.deletedAt) throw invalidState({ extras: { allowed: ACTIONS.deleted } });
    this.change({ deletedAt: now, sessionEpoch: this.sessionEpoch + 1 }, now);
  }

  /** @throws INVALID_STATE when the user is not deleted. */
  restore(now: Date): void {
    this.require('deleted', now);
    this.change({ deletedAt: null }, now);
  }

  /** Takes out what is personal, and ends all sessions, for good. */
  erase(posts: PostsFate, now: Date): void {
    const gone = { erasing: posts, deletedAt: this.deletedAt ?? now, sessionEpoch: this.sessionEpoch + 1 };
    this.change({ ...NOBODY, ...gone, username: erasedUsername() }, now);
  }

  private require(status: Status, now: Date): void {
    const present = this.statusAt(now);
    if (present === status) return;
    throw invalidState({ detail: `The user is ${present}`, extras: { allowed: ACTIONS[present] } });
  }
}

/** What an erased account says of itself. */
const NOBODY = {
  name: PLACEHOLDER_NAME,
  bio: null,
  avatarUrl: null,
  website: null,
  email: null,
  emailVerified: false,
  role: 'user',
  suspendedAt: null,
  suspendedUntil: null,
  suspensionReason: null,
} as const;

/** What may be done to a user in each state. */
const ACTIONS: Record<Status, readonly string[]> = {
  active: ['suspend', 'delete'],
  suspended: ['reinstate', 'delete'],
  deleted: ['restore'],
};

/** Columns that clients know under another name. */
const VISIBLE_NAMES: Record<string, string> = {
  suspendedAt: 'status',
  suspendedUntil: 'status',
  suspensionReason: 'status',
  deletedAt: 'status',
  erasing: 'status',
  sessionEpoch: 'status',
};
