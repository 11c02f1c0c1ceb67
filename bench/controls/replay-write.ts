import { createHash } from 'node:crypto';
import type { Pool } from 'pg';
import { v7 as uuidv7 } from 'uuid';
import type { Recorded } from '../tape.js';
import type { BareAnswer } from './bare-server.js';
import { isPosts, toPostBody, toQuery } from './replay.js';

const UUID = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g;
/** What an advisory lock has for a key. */
const LOCK_NUMBER = /^-?\d{15,20}$/;

/** A request with what is new in it. */
interface Fresh {
  /** The word that it alone has. */
  word: string;
  body: unknown;
  /** New ids by those of the recording. */
  ids: Map<string, string>;
}

/** What is told of the recorded request. */
interface Recording {
  /** Its own word. */
  sample: string;
  /** Ids that stay: those of the caller and of the session. */
  known: Set<string>;
}

type Filler = (fresh: Fresh) => unknown;

/**
 * Writes as the application does: the same statements in the same order, START and COMMIT among them, with ids, words,
 * lock numbers and fingerprints of the request's own.
 */
export class ReplayedWrite {
  private readonly fillers: (Filler[] | undefined)[];

  constructor(
    private readonly recorded: Recorded,
    recording: Recording,
  ) {
    this.fillers = recorded.statements.map(({ values }) => values?.map((value) => fillerOf(value, recording)));
  }

  async run(pool: Pool, word: string, body: unknown): Promise<BareAnswer> {
    const fresh: Fresh = { word, body, ids: new Map() };
    const { status, headers, statements } = this.recorded;
    let answer: BareAnswer = { status, headers };
    let failed = true;
    const client = await pool.connect();
    try {
      for (const [index, statement] of statements.entries()) {
        const values = this.fillers[index]?.map((fill) => fill(fresh));
        const { rows } = await client.query<Record<string, unknown>>(toQuery({ ...statement, values }));
        const [post] = isPosts(rows) ? rows : [];
        if (post) answer = { ...answer, location: `/api/v1/posts/${post.id}`, ...toPostBody(post) };
      }
      failed = false;
    } finally {
      // Whatever is open in a connection that failed ends with it.
      client.release(failed);
    }
    return answer;
  }
}

/** How a recorded value becomes one of a new request. */
function fillerOf(value: unknown, recording: Recording): Filler {
  if (Buffer.isBuffer(value)) return ({ body }) => createHash('sha256').update(JSON.stringify(body)).digest();
  if (Array.isArray(value)) {
    const fillers = value.map((member) => fillerOf(member, recording));
    return (fresh) => fillers.map((fill) => fill(fresh));
  }
  if (typeof value !== 'string') return () => value;
  if (LOCK_NUMBER.test(value)) {
    return ({ word }) => createHash('sha256').update(word).digest().readBigInt64BE().toString();
  }
  const { sample, known } = recording;
  const isFixed = !value.includes(sample) && (value.match(UUID) ?? []).every((id) => known.has(id));
  if (isFixed) return () => value;
  return ({ word, ids }) => value.replaceAll(sample, word).replace(UUID, (id) => (known.has(id) ? id : newId(ids, id)));
}

function newId(ids: Map<string, string>, recorded: string): string {
  const id = ids.get(recorded) ?? uuidv7();
  ids.set(recorded, id);
  return id;
}
