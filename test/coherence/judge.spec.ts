import { History, type Operation } from './history.js';
import { judge, report } from './judge.js';

/** A history of one post, told in the order of the calls; each takes the given time. */
class Story extends History {
  write(start: number, end: number, version: number, visible = true): this {
    this.writes.push({ ...during(start, end, 'write'), version, state: { version, title: `v${version}`, visible } });
    return this;
  }

  lose(start: number): this {
    this.unanswered.push(during(start, Infinity, 'write'));
    return this;
  }

  read(start: number, end: number, shows: Record<string, string | number | boolean>): this {
    this.readings.push({ ...during(start, end, 'read'), shows });
    return this;
  }

  add(start: number, end: number): this {
    this.additions.push(during(start, end, 'add'));
    return this;
  }

  count(start: number, end: number, count: number): this {
    this.counts.push({ ...during(start, end, 'count'), count });
    return this;
  }
}

function during(start: number, end: number, call: string): Operation {
  return { thing: 'post', instance: 'one', call, start, end };
}

const story = (): Story => new Story();

describe('The judge of a history', () => {
  it.each([
    ['that show the latest write', story().write(0, 1, 1).write(2, 3, 2).read(4, 5, { version: 2, title: 'v2' })],
    [
      'that overlap a write and show what was before it',
      story().write(0, 1, 1).write(2, 5, 2).read(4, 6, { version: 1 }),
    ],
    ['that overlap a write and show it', story().write(0, 1, 1).write(2, 9, 2).read(4, 6, { version: 2 })],
    ['that began before the acknowledgement', story().write(0, 1, 1).write(2, 4, 2).read(3, 9, { version: 1 })],
    ['of a post that is gone', story().write(0, 1, 1).write(2, 3, 2, false).read(4, 5, { visible: false })],
    [
      'of a post that was gone for a moment',
      story().write(0, 1, 1).write(2, 6, 2, false).write(3, 7, 3).read(4, 9, { visible: false }),
    ],
    ['that show a lost write', story().write(0, 1, 1).lose(2).read(3, 4, { version: 2 }).write(5, 6, 3)],
    ['that show a lost unpublishing', story().write(0, 1, 1).lose(2).read(3, 4, { visible: false }).write(5, 6, 3)],
    ['that show nothing of a lost write', story().write(0, 1, 1).lose(2).read(3, 4, { version: 1 })],
    ['of all that was added', story().add(0, 1).add(2, 3).add(4, 9).count(5, 6, 2).count(5, 6, 3)],
  ])('has nothing against readings %s', (_name, history) => {
    expect(report(judge(history))).toBe('0 incoherent readings');
  });

  it.each([
    ['that show an older version', story().write(0, 1, 1).write(2, 3, 2).read(4, 5, { version: 1 })],
    [
      'that show an older title under a newer version',
      story().write(0, 1, 1).write(2, 3, 2).read(4, 5, { version: 2, title: 'v1' }),
    ],
    [
      'that still show what is gone',
      story().write(0, 1, 1).write(2, 3, 2, false).read(4, 5, { version: 1, visible: true }),
    ],
    [
      'that do not find what is there again',
      story().write(0, 1, 1, false).write(2, 3, 2).read(4, 5, { visible: false }),
    ],
    ['that show what was written later', story().write(0, 1, 1).read(2, 3, { visible: false }).write(4, 5, 2, false)],
    ['that a slower write of before excuses', story().write(0, 9, 1).write(2, 3, 2).read(4, 5, { version: 1 })],
    [
      'older than a write that was lost and seen',
      story().write(0, 1, 1).lose(2).write(3, 4, 2).read(5, 6, { version: 1 }),
    ],
    [
      'gone for a lost write that a later one undid',
      story().write(0, 1, 1).lose(2).write(3, 4, 3).read(5, 6, { visible: false }),
    ],
    ['gone before the lost write began', story().write(0, 1, 1).read(2, 3, { visible: false }).lose(4).write(5, 6, 3)],
    ['of less than was added', story().add(0, 1).add(2, 3).count(4, 5, 1)],
  ])('reports readings %s', (_name, history) => {
    expect(judge(history)).toHaveLength(1);
  });

  it('tells of each thing apart', () => {
    const history = story().write(0, 1, 1).write(2, 3, 2);
    history.readings.push({ ...during(4, 5, 'read'), thing: 'another', shows: {} });
    history.writes.push({ ...during(0, 1, 'write'), thing: 'another', version: 1, state: {} });
    expect(judge(history)).toEqual([]);
  });

  it('tells the story of a reading from the write that it missed to its end', () => {
    const history = story()
      .write(0, 1, 1)
      .read(1.5, 1.7, { version: 1 })
      .write(2, 3, 2)
      .lose(3.5)
      .read(4, 5, { version: 1 });
    expect(report(judge(history))).toBe(
      [
        '1 incoherent readings',
        'post, read on one (4.0 to 5.0 ms): it showed {"version":1}, after post, write on one (2.0 to 3.0 ms)',
        '    post, write on one (2.0 to 3.0 ms): made 2, {"version":2,"title":"v2","visible":true}',
        '    post, write on one (3.5 to Infinity ms): its answer was lost',
        '    post, read on one (4.0 to 5.0 ms): showed {"version":1}',
      ].join('\n'),
    );
  });
});
