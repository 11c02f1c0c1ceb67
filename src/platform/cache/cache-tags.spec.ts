import type { Database, Replicas } from '../database/index.js';
import { CacheTags } from './cache-tags.js';
import { collectTags } from './shown-tags.js';
import type { TagLedger } from './tag-ledger.js';

/** A transaction, as far as the tags see it. */
class Transactions {
  manager = {};
  before: (() => Promise<void>)[] = [];
  after: (() => Promise<void>)[] = [];

  beforeCommit(_key: string, work: () => Promise<void>): void {
    this.before.push(work);
  }

  afterCommit(work: () => Promise<void>): void {
    this.after.push(work);
  }
}

describe('The tags of a change', () => {
  const set = (): { tags: CacheTags; transactions: Transactions; told: [string, string, string[], ...string[]][] } => {
    const told: [string, string, string[], ...string[]][] = [];
    const tell =
      (what: string) =>
      (writer: string, tags: string[], ...positions: string[]): Promise<void> => {
        told.push([what, writer, tags, ...positions]);
        return Promise.resolve();
      };
    const transactions = new Transactions();
    const ledger = { begin: tell('begin'), end: tell('end') };
    const replicas = { position: () => Promise.resolve('after the commit') } as unknown as Replicas;
    const tags = new CacheTags(transactions as unknown as Database, ledger as unknown as TagLedger, replicas);
    return { tags, transactions, told };
  };

  it('are told once before COMMIT and once after it, all together and each once', async () => {
    const { tags, transactions, told } = set();
    tags.changed('post:1', 'posts');
    tags.changed('posts', 'tags');
    expect(told).toEqual([]);
    for (const work of [...transactions.before, ...transactions.after]) await work();
    const writer = told[0]?.[1];
    expect(told).toEqual([
      ['begin', writer, ['post:1', 'posts', 'tags']],
      ['end', writer, ['post:1', 'posts', 'tags'], 'after the commit'],
    ]);
    expect(writer).toMatch(/^[0-9a-f]{16}$/);
  });

  it('belong to their own transaction', async () => {
    const { tags, transactions, told } = set();
    tags.changed('post:1');
    transactions.manager = {};
    tags.changed('post:2');
    for (const work of transactions.before) await work();
    expect(told.map(([, , names]) => names)).toEqual([['post:1'], ['post:2']]);
    expect(new Set(told.map(([, writer]) => writer)).size).toBe(2);
  });

  it('are collected for the answer being made, and for no other', async () => {
    const { tags } = set();
    const show = (...names: string[]): Promise<void> => {
      tags.shows(...names);
      return Promise.resolve();
    };
    const [one, other] = await Promise.all([
      collectTags(async () => {
        await show('post:1');
        await show('user:1', 'post:1');
      }),
      collectTags(() => show('posts')),
    ]);
    tags.shows('nobody');
    expect([one.tags, other.tags]).toEqual([['post:1', 'user:1'], ['posts']]);
  });
});
