import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SideSession } from '../platform/database/index.js';
import { CopyRows } from './copy-rows.js';
import { makeEntries } from './search-entries.js';
import { writeStaged } from './staged-columns.js';
import type { StagedPost } from './staged-post.js';

/** Characters of content that are sent to a session at once, and the milliseconds after which fewer are. */
const PART = 65_536;
const PATIENCE = 1_000;
/** Parts that the session beside has: one at work, and the next. */
const HELPED = 2;

/**
 * The rows of all posts for a COPY. To make their search entries takes longer than everything else; two sessions share it:
 * a part goes to the one beside when that has time, else straight to the one that copies, whose trigger makes them.
 */
export async function* stagedRows(posts: AsyncIterable<StagedPost>, beside: SideSession): AsyncGenerator<Buffer> {
  const help = new Help(beside);
  yield CopyRows.header;
  for await (const part of inParts(posts)) {
    yield* help.done();
    if (part.isFull && help.hasTime) help.begin(part.posts);
    else yield rowsOf(part.posts);
  }
  await help.end();
  yield* help.done();
  yield CopyRows.trailer;
}

/** The parts that the session beside works on, one after the other. */
class Help {
  private parts = 0;
  private readonly outcomes: ({ rows: Buffer } | { error: unknown })[] = [];
  private tail = Promise.resolve();

  constructor(private readonly beside: SideSession) {}

  get hasTime(): boolean {
    return this.parts < HELPED;
  }

  begin(posts: StagedPost[]): void {
    this.parts += 1;
    this.tail = this.tail.then(() => this.run(posts));
  }

  /** The rows that are ready. @throws what the session threw meanwhile. */
  *done(): Generator<Buffer> {
    for (let outcome = this.outcomes.shift(); outcome; outcome = this.outcomes.shift()) {
      if ('error' in outcome) throw outcome.error;
      this.parts -= 1;
      yield outcome.rows;
    }
  }

  /** Waits until nothing is at work. Never rejects. */
  end(): Promise<void> {
    return this.tail;
  }

  private async run(posts: StagedPost[]): Promise<void> {
    try {
      const entries = (await this.beside.open()) ? await makeEntries(this.beside, posts) : undefined;
      this.outcomes.push({ rows: rowsOf(posts, entries) });
    } catch (error) {
      this.outcomes.push({ error });
    }
  }
}

function rowsOf(posts: readonly StagedPost[], entries?: Map<number, Buffer | null>): Buffer {
  const rows = new CopyRows();
  for (const post of posts) writeStaged(rows, post, entries?.get(post.line) ?? null);
  return rows.bytes;
}

interface Part {
  posts: StagedPost[];
  /** False for one that is sent early: it needs no help. */
  isFull: boolean;
}

/**
 * Large parts. From a slow sender they come sooner: a session that waits for more of a COPY hears nothing else, and whoever
 * creates or drops a database on the server waits for it (PostgreSQL's ProcSignalBarrier). Between two parts everybody else
 * in the process has their turn: a fast sender alone would keep it for up to two megabytes of lines.
 */
async function* inParts(posts: AsyncIterable<StagedPost>): AsyncGenerator<Part> {
  let part: StagedPost[] = [];
  let size = 0;
  let sentAt = performance.now();
  for await (const post of posts) {
    part.push(post);
    size += post.content.length;
    const isFull = size >= PART;
    if (!isFull && performance.now() - sentAt < PATIENCE) continue;
    yield { posts: part, isFull };
    await nextTurn();
    part = [];
    size = 0;
    sentAt = performance.now();
  }
  yield { posts: part, isFull: false };
}
