import { Injectable } from '@nestjs/common';
import { TagRegister } from '../posts/index.js';
import { ImportTagsRepository } from './import-tags.repository.js';

/** Gives the posts of an import their tags; new ones come into being. */
@Injectable()
export class ImportTaggingService {
  constructor(
    private readonly tags: ImportTagsRepository,
    private readonly register: TagRegister,
  ) {}

  /** Tells whether it is done: not when somebody has renamed one of the tags since the import read their names. */
  async tag(): Promise<boolean> {
    await this.tags.collect();
    let last = '';
    for (;;) {
      const tags = await this.tags.namesAfter(last);
      if (tags.length === 0) break;
      await this.register.enter(tags.map(({ name }) => name));
      last = tags.at(-1)?.key ?? last;
    }
    if (await this.tags.isAnyRenamed()) return false;
    await this.tags.link();
    return true;
  }
}
