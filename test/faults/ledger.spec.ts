import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { NoAnswer, type Answer } from '../../faults/load/http.js';
import { Ledger, outcomeOf } from '../../faults/load/ledger.js';
import { Samples } from '../../faults/load/samples.js';
import { compare, sumOf } from '../../faults/stage/reconcile.js';
import { need } from '../support/environment.js';

const answer = (status: number, id = 'one'): Answer => ({
  status,
  headers: {},
  body: JSON.stringify({ data: { id } }),
});

describe('what a client knows of a write', () => {
  it.each([
    ['201', answer(201), 'ok'],
    ['400', answer(400), 'fail'],
    ['409, the first attempt being under way', answer(409), 'unknown'],
    ['503, the answer to COMMIT perhaps being lost', answer(503), 'unknown'],
    ['a reset connection', new NoAnswer('ECONNRESET', false), 'unknown'],
    ['no answer in time', new NoAnswer('ETIMEDOUT', false), 'unknown'],
    ['a connection that was never made', new NoAnswer('ECONNREFUSED', true), 'fail'],
  ])('after %s', (_, result, outcome) => {
    expect(outcomeOf(result)).toBe(outcome);
  });
});

describe('the ledger and the database', () => {
  let ledger: Ledger;
  let file: string;
  beforeEach(async () => {
    file = join(await mkdtemp(join(need('folder'), 'ledger-')), 'ledger');
    ledger = new Ledger(file);
    for (const marker of ['w-1', 'w-2', 'w-3']) ledger.begin(marker);
    ledger.note('w-1', answer(201, 'one'));
    ledger.note('w-2', answer(400));
    ledger.note('w-3', new NoAnswer('ECONNRESET', false));
  });
  afterEach(() => ledger.close());

  const post = (marker: string, id = 'one', count = 1): { marker: string; id: string; count: number } => ({
    marker,
    id,
    count,
  });

  it('agree when what is unknown was done, and when it was not', () => {
    expect(sumOf(compare(ledger, [post('w-1')], new Set(['w-1'])))).toBe(0);
    expect(sumOf(compare(ledger, [post('w-1'), post('w-3')], new Set(['w-1', 'w-3'])))).toBe(0);
  });

  it.each([
    ['an acknowledged write that is lost', [], [], { lost: 1 }],
    ['one that is there twice', [post('w-1', 'one', 2)], ['w-1'], { doubled: 1 }],
    ['one that was refused and done', [post('w-1'), post('w-2')], ['w-1', 'w-2'], { refusedButDone: 1 }],
    ['one with another id', [post('w-1', 'two')], ['w-1'], { otherId: 1 }],
    ['one without its kept reply', [post('w-1')], [], { keptReplies: 1 }],
    ['a kept reply without its write', [post('w-1')], ['w-1', 'w-3'], { keptReplies: 1 }],
  ])('differ by %s', (_, posts, replies, expected) => {
    const none = { lost: 0, doubled: 0, refusedButDone: 0, otherId: 0, keptReplies: 0 };
    const differences = compare(ledger, posts, new Set(replies));
    expect(differences).toEqual({ ...none, ...expected });
    expect(sumOf(differences)).toBe(1);
  });

  it('leave each step behind in a file', async () => {
    ledger.note('w-3', answer(201, 'three'));
    expect(ledger.of('unknown')).toEqual([]);
    await ledger.close();
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    expect(lines.map((line) => line.split(' ').slice(1).join(' '))).toEqual([
      ...['w-1 begin', 'w-2 begin', 'w-3 begin'],
      ...['w-1 ok 201', 'w-2 fail 400', 'w-3 unknown ECONNRESET', 'w-3 ok 201'],
    ]);
    ledger = new Ledger(file);
  });
});

describe('samples of a load', () => {
  const sample = (status: number | string, latency = 1, hasRetryAfter = false): Samples['all'][number] => ({
    kind: 'read',
    dueAt: 0,
    status,
    latency,
    hasRetryAfter,
  });

  it('tell a refusal that says when to come again from what must not happen', () => {
    const samples = new Samples([
      sample(200),
      sample(503, 1, true),
      sample(503),
      sample(500, 1, true),
      sample('ECONNRESET'),
    ]);
    expect([samples.good.count, samples.failed.count, samples.refused.count, samples.broken.count]).toEqual([
      1, 4, 1, 3,
    ]);
  });

  it('know their slowest hundredth', () => {
    const samples = new Samples(Array.from({ length: 200 }, (_, index) => sample(200, index + 1)));
    expect([samples.p99, samples.longest]).toEqual([198, 200]);
  });
});
