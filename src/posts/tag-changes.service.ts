import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/index.js';
import { CacheTags } from '../platform/cache/index.js';
import { Database } from '../platform/database/index.js';
import { Precondition, Resource } from '../platform/http/index.js';
import { invalidField, notFound } from '../platform/problem/index.js';
import { MovedTag } from './moved-tag.js';
import { TagChangesRepository, type TaggedPost, type TagState } from './tag-changes.repository.js';
import { TagListsRepository } from './tag-lists.repository.js';
import { distinctTagSlug, foldTags, TAG_NAMES, tagKey, tagSlug } from './tag-name.js';
import { tagTaken } from './tag.errors.js';
import { toTagView, type TagView } from './tag.view.js';

/** Posts that one statement rewrites, each with its search index: few enough for the longest texts. */
const BATCH = 20;

/** Changes tags for all posts at once. */
@Injectable()
export class TagChangesService {
  constructor(
    private readonly database: Database,
    private readonly tags: TagChangesRepository,
    private readonly lists: TagListsRepository,
    private readonly cache: CacheTags,
    private readonly audit: Audit,
  ) {}

  /**
   * Renames a tag, also in every post; its old name and slug go on leading to it.
   *
   * @throws NOT_FOUND, MovedTag, PRECONDITION_FAILED.
   * @throws TAG_TAKEN when another tag has the name, or had it once.
   */
  rename(slug: string, name: string, precondition: Precondition): Promise<Resource<TagView>> {
    return this.database.transaction(async () => {
      const tag = await this.find(slug);
      await this.check(tag, precondition);
      if (name === tag.name) return this.show(tag.slug);
      await this.requireFree(name, tag);
      const posts = await this.tags.lock(tag.id);
      const newSlug = await this.giveName(tag, name);
      await this.respell(posts, tag.key, name);
      const changes = { name: { from: tag.name, to: name }, slug: { from: tag.slug, to: newSlug } };
      await this.audit.record({ action: 'tags.rename', target: { type: 'tag', id: tag.slug }, changes });
      this.cache.changed('tags', 'posts', TAG_NAMES);
      return this.show(newSlug);
    });
  }

  /**
   * Gives the posts of one tag another one instead. All names of the first lead to the second from then on.
   *
   * @throws NOT_FOUND, MovedTag; VALIDATION_ERROR when `into` is no tag, or the same one.
   */
  merge(slug: string, into: string): Promise<Resource<TagView>> {
    return this.database.transaction(async () => {
      const tag = await this.find(slug);
      const target = await this.tags.findBySlug(into);
      if (!target) throw invalidField('into', 'unknown', 'into must be the slug of a tag');
      if (target.id === tag.id) throw invalidField('into', 'same', 'into must be another tag');
      const posts = await this.tags.lock(tag.id, target.id);
      await inBatches(posts, (batch) => this.tags.relink(idsOf(batch), tag.id, target.id));
      await this.tags.lead(tag.id, target.id);
      await this.respell(posts, tag.key, target.name);
      const changes = { into: target.slug };
      await this.audit.record({ action: 'tags.merge', target: { type: 'tag', id: tag.slug }, changes });
      this.cache.changed('tags', 'posts', TAG_NAMES);
      return this.show(target.slug);
    });
  }

  /** The tag with this slug, when it is this one's turn. */
  private async find(slug: string): Promise<TagState> {
    await this.tags.takeTurn();
    const tag = await this.tags.findBySlug(slug);
    if (!tag) throw notFound();
    if (tag.slug !== slug) throw new MovedTag(tag.slug);
    return tag;
  }

  private async check({ slug, version }: TagState, precondition: Precondition): Promise<void> {
    if (precondition === Precondition.none) return;
    const current = await this.show(slug);
    precondition.check({ version, fieldVersions: { name: version, slug: version } }, () => current);
  }

  private async requireFree(name: string, tag: TagState): Promise<void> {
    const holder = await this.tags.findByKey(tagKey(name));
    if (!holder || holder.id === tag.id) return;
    throw tagTaken({ detail: `The tag ${holder.slug} has this name, or had it once` });
  }

  /** Gives the tag a name and a slug made from it, which stays when only the spelling changes. @returns the slug. */
  private async giveName(tag: TagState, name: string): Promise<string> {
    const key = tagKey(name);
    if (key === tag.key) {
      await this.tags.rename(tag.id, { key, slug: tag.slug, name }, undefined);
      return tag.slug;
    }
    await this.tags.takeBack(key, tag.id);
    const slug = (await this.tags.isTaken(tagSlug(name), tag.id)) ? distinctTagSlug(name) : tagSlug(name);
    const oldSlug = slug === tag.slug ? distinctTagSlug(tag.name) : tag.slug;
    await this.tags.rename(tag.id, { key, slug, name }, { key: tag.key, slug: oldSlug, name: tag.name });
    return slug;
  }

  private async respell(posts: TaggedPost[], key: string, name: string): Promise<void> {
    const present = (tag: string): string => (tagKey(tag) === key ? name : tag);
    const respelled = posts.map(({ id, tags }) => ({ id, tags: foldTags(tags.map(present)) }));
    await inBatches(respelled, (batch) => this.tags.respell(batch));
  }

  private async show(slug: string): Promise<Resource<TagView>> {
    const tag = await this.lists.findBySlug(slug);
    if (!tag) throw notFound();
    return new Resource(toTagView(tag), tag.version);
  }
}

function idsOf(posts: TaggedPost[]): string[] {
  return posts.map(({ id }) => id);
}

async function inBatches(posts: TaggedPost[], work: (batch: TaggedPost[]) => Promise<void>): Promise<void> {
  for (let start = 0; start < posts.length; start += BATCH) await work(posts.slice(start, start + BATCH));
}
