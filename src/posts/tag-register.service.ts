import { Injectable } from '@nestjs/common';
import { TagsRepository } from './tags.repository.js';

/** The register of tags, for whoever writes posts set by set. */
@Injectable()
export class TagRegister {
  constructor(private readonly tags: TagsRepository) {}

  /**
   * Makes sure that these names are tags, or lead to one, and keeps them what they are until the transaction ends.
   *
   * @param names some hundreds at most, distinct.
   */
  async enter(names: readonly string[]): Promise<void> {
    await this.tags.settle(names);
  }
}
