import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { CacheTags } from '../platform/cache/index.js';
import { Database } from '../platform/database/index.js';
import type { ImportOptions, ImportReport, ReadLine } from './import-line.js';
import { ImportLinesRepository } from './import-lines.repository.js';
import { ImportMergeService } from './import-merge.service.js';
import { ImportTally, LISTED_ERRORS } from './import-tally.js';
import { checkLine, type StagedPost } from './staged-post.js';

/** Undoes a trial and carries its report out of the transaction. */
class TrialEnded extends Error {
  constructor(readonly report: ImportReport) {
    super('The trial is over');
  }
}

/** Takes over posts from elsewhere, any number of them, in one transaction and in constant memory. */
@Injectable()
export class BulkImportService {
  constructor(
    private readonly database: Database,
    private readonly lines: ImportLinesRepository,
    private readonly merging: ImportMergeService,
    private readonly cache: CacheTags,
    private readonly audit: Audit,
  ) {}

  /**
   * Imports the lines that can become posts, and tells why the others cannot.
   *
   * @throws what the lines throw, or Problem when the database fails; nothing is imported then.
   */
  async import(lines: AsyncIterable<ReadLine>, options: ImportOptions = {}): Promise<ImportReport> {
    try {
      return await this.database.bulkTransaction(async () => {
        const report = await this.load(lines, options);
        if (options.dryRun) throw new TrialEnded(report);
        const { added, changed, refused } = report;
        await this.audit.record({ action: 'posts.import', changes: { added, changed, refused } });
        return report;
      });
    } catch (error) {
      if (error instanceof TrialEnded) return error.report;
      throw error;
    }
  }

  private async load(lines: AsyncIterable<ReadLine>, options: ImportOptions): Promise<ImportReport> {
    const now = new Date();
    const tally = new ImportTally();
    await this.lines.create();
    await this.lines.copy(checked(lines, options, now, tally));
    const { added, changed } = await this.merging.merge(options.callerId, now);
    await this.tellChange(added, changed);
    const found = await this.lines.refusals(LISTED_ERRORS);
    const errors = [...tally.errors, ...found.errors].sort((a, b) => a.line - b.line).slice(0, LISTED_ERRORS);
    const accepted = tally.staged - found.count;
    return {
      accepted,
      added,
      changed,
      unchanged: accepted - added - changed,
      refused: tally.refused + found.count,
      errors,
    };
  }

  private async tellChange(added: number, changed: number): Promise<void> {
    if (added + changed === 0) return;
    this.cache.changed('posts', 'tags');
    if (changed > 0) for (const id of await this.merging.changedPosts()) this.cache.changed(`post:${id}`);
  }
}

/** The lines that pass, ready to be staged; the others are noted. */
async function* checked(
  lines: AsyncIterable<ReadLine>,
  options: ImportOptions,
  now: Date,
  tally: ImportTally,
): AsyncGenerator<StagedPost> {
  for await (const read of lines) {
    if ('refused' in read) {
      tally.refuse(read.line, [read.refused]);
      continue;
    }
    const check = checkLine(read.line, read.value, options, now);
    if ('faults' in check) tally.refuse(read.line, check.faults);
    else {
      tally.staged += 1;
      yield check.post;
    }
  }
}
