import { ApiProperty } from '../platform/http/index.js';
import { NAME_MEMBER, USERNAME_MEMBER } from '../users/index.js';
import type { AuthorCount, DayCount, StandingCount } from './stats.repository.js';

const count = { type: 'integer', minimum: 0 } as const;

/** Accounts that are not deleted, by their role. */
export class RoleCountsView {
  @ApiProperty(count)
  user: number;

  @ApiProperty(count)
  moderator: number;

  @ApiProperty(count)
  admin: number;
}

/** Accounts by their status. */
export class StatusCountsView {
  @ApiProperty(count)
  active: number;

  @ApiProperty(count)
  suspended: number;

  @ApiProperty(count)
  deleted: number;
}

/** The sign-ups of one day, by the calendar of UTC. */
export class SignUpsView {
  @ApiProperty({ format: 'date' })
  date: string;

  @ApiProperty(count)
  count: number;
}

/** An author, and how much of theirs there is to read. */
export class ActiveAuthorView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty(USERNAME_MEMBER)
  username: string;

  @ApiProperty(NAME_MEMBER)
  name: string;

  @ApiProperty({ type: 'string', format: 'uri', nullable: true })
  avatarUrl: string | null;

  @ApiProperty({ ...count, description: 'Published ones' })
  postCount: number;

  @ApiProperty({ ...count, description: 'Deleted ones are not counted' })
  commentCount: number;
}

/** How many people there are, and who writes. */
export class StatsView {
  @ApiProperty({ ...count, description: 'Accounts that are not deleted' })
  total: number;

  @ApiProperty({ description: 'Of accounts that are not deleted' })
  byRole: RoleCountsView;

  @ApiProperty()
  byStatus: StatusCountsView;

  @ApiProperty({
    type: [SignUpsView],
    maxItems: 30,
    description: 'Of the last 30 days, today last; by UTC, days without any included',
  })
  signUps: SignUpsView[];

  @ApiProperty({ type: [ActiveAuthorView], maxItems: 10, description: 'By the number of their published posts' })
  mostActiveAuthors: ActiveAuthorView[];
}

export function statsView(standings: StandingCount[], signUps: DayCount[], authors: AuthorCount[]): StatsView {
  const of = (matches: (standing: StandingCount) => boolean): number =>
    standings.filter(matches).reduce((sum, standing) => sum + standing.count, 0);
  const withRole = (name: string): number => of(({ role, status }) => role === name && status !== 'deleted');
  const withStatus = (name: string): number => of(({ status }) => status === name);
  return {
    total: of(({ status }) => status !== 'deleted'),
    byRole: { user: withRole('user'), moderator: withRole('moderator'), admin: withRole('admin') },
    byStatus: {
      active: withStatus('active'),
      suspended: withStatus('suspended'),
      deleted: withStatus('deleted'),
    },
    signUps: signUps.map(({ day, count: number }) => ({ date: day, count: number })),
    mostActiveAuthors: authors.map(toActiveAuthor),
  };
}

function toActiveAuthor({ id, username, name, avatarUrl, postCount, commentCount }: AuthorCount): ActiveAuthorView {
  return { id, username, name, avatarUrl, postCount, commentCount };
}
