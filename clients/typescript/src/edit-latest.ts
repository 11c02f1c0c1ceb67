import { isProblem } from './problems.js';

/** What was read, as far as an edit needs it. */
export interface ReadAnswer<Data> {
  data: Data;
  etag: string | undefined;
}

/**
 * Reads, changes and writes so that nobody's change is lost: when another write came between, all of it is done again
 * with what is there now.
 *
 * @param write sends what it makes of `current`, with `ifMatch`
 * @param attempts reads and writes at most
 * @throws QuireProblem `PRECONDITION_FAILED` when others were quicker each time; whatever `read` and `write` throw
 * @throws Error when what was read has no ETag
 */
export async function editLatest<Data, Written>(
  read: () => Promise<ReadAnswer<Data>>,
  write: (current: Data, ifMatch: string) => Promise<Written>,
  { attempts = 5 }: { attempts?: number } = {},
): Promise<Written> {
  for (let attempt = 1; ; attempt += 1) {
    const { data, etag } = await read();
    if (etag === undefined) throw new Error('What was read has no ETag: it cannot be edited safely');
    try {
      return await write(data, etag);
    } catch (error) {
      if (!isProblem(error, 'PRECONDITION_FAILED') || attempt >= attempts) throw error;
    }
  }
}
