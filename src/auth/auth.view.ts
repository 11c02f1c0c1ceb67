import { ApiProperty } from '../platform/http/index.js';
import { AccountView } from '../users/index.js';
import type { SessionRecord } from './sessions.repository.js';

const moment = { type: 'string', format: 'date-time' } as const;

/** A pair of tokens of one session. */
export class TokensView {
  @ApiProperty({
    maxLength: 4096,
    description: 'A JWT, sent as `Authorization: Bearer …`',
    example: 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIwMTkyIn0.c2lnbmF0dXJl',
  })
  accessToken: string;

  @ApiProperty({ enum: ['Bearer'] })
  tokenType: 'Bearer';

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Seconds that the access token lives', example: 900 })
  expiresIn: number;

  @ApiProperty({
    required: false,
    maxLength: 500,
    description: 'Opaque; gives the next pair, once. Absent where the cookie has it',
    example: 'AQGS8MEjRX',
  })
  refreshToken?: string;
}

/** Who has signed in, and the tokens of the new session. */
export class SignInView extends TokensView {
  @ApiProperty({ type: AccountView })
  user: AccountView;
}

export class SessionView {
  @ApiProperty({ type: 'string', format: 'uuid' })
  id: string;

  @ApiProperty({ type: 'string', nullable: true, maxLength: 500, example: 'Mozilla/5.0' })
  userAgent: string | null;

  @ApiProperty({ maxLength: 45, example: '203.0.113.7' })
  ipAddress: string;

  @ApiProperty(moment)
  createdAt: string;

  @ApiProperty({ ...moment, description: 'When it was opened or refreshed last' })
  lastUsedAt: string;

  @ApiProperty({ ...moment, description: 'When it ends unless it is refreshed' })
  expiresAt: string;

  @ApiProperty({ description: 'Whether it is the session of this request' })
  current: boolean;
}

export function sessionView(session: SessionRecord, currentId: string): SessionView {
  const { id, userAgent, ipAddress, createdAt, lastUsedAt, expiresAt } = session;
  return {
    id,
    userAgent,
    ipAddress,
    createdAt,
    lastUsedAt,
    expiresAt,
    current: id === currentId,
  };
}
