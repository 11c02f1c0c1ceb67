import { Problem } from '../platform/problem/index.js';
import { Comment, EDIT_WINDOW } from './comment.entity.js';

const NOW = new Date('2026-01-31T12:00:00Z');
const later = (milliseconds: number): Date => new Date(NOW.getTime() + milliseconds);

const aComment = (): Comment => Comment.on('post', 'ann', 'Words', NOW);

function allowedAfter(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem && error.code === 'INVALID_STATE') return error.extras.allowed;
    throw error;
  }
  return undefined;
}

describe('a comment', () => {
  it('can be edited for fifteen minutes, the last moment included', () => {
    const comment = aComment();
    comment.edit('Other words', later(EDIT_WINDOW));
    expect([comment.content, comment.version]).toEqual(['Other words', 2]);
    const late = later(EDIT_WINDOW + 1);
    expect(
      allowedAfter(() => {
        comment.edit('Late words', late);
      }),
    ).toEqual(['hide', 'delete']);
    expect([comment.content, comment.version]).toEqual(['Other words', 2]);
  });

  it('knows which version changed what', () => {
    const comment = aComment();
    comment.edit('Words', NOW);
    comment.hide('Rude', NOW);
    comment.unhide(NOW);
    comment.edit('Kind words', NOW);
    expect(comment.fieldVersions).toEqual({ hidden: 3, hiddenReason: 3, content: 4 });
  });

  it('counts while it is neither hidden nor deleted', () => {
    const comment = aComment();
    const counts: boolean[] = [comment.counts];
    comment.hide(null, NOW);
    counts.push(comment.counts);
    comment.unhide(NOW);
    counts.push(comment.counts);
    comment.delete(NOW);
    counts.push(comment.counts);
    expect(counts).toEqual([true, false, true, false]);
  });

  it('has nothing left to say once it is deleted', () => {
    const comment = aComment();
    comment.delete(NOW);
    expect(comment.content).toBeNull();
    for (const verb of [
      () => {
        comment.delete(NOW);
      },
      () => {
        comment.hide(null, NOW);
      },
      () => {
        comment.unhide(NOW);
      },
      () => {
        comment.edit('Words', NOW);
      },
      () => {
        comment.reply('ben', 'Words', NOW);
      },
    ]) {
      expect(allowedAfter(verb)).toEqual([]);
    }
  });
});

describe('a reply', () => {
  it('belongs to the comment and its post', () => {
    const comment = aComment();
    const reply = comment.reply('ben', 'Words', later(1000));
    expect(reply).toMatchObject({ postId: 'post', parentId: comment.id, authorId: 'ben', createdAt: later(1000) });
    expect(() => reply.reply('ann', 'Words', NOW)).toThrow(Problem);
  });

  it('is younger than what it answers, even by a clock that is behind', () => {
    const comment = aComment();
    expect(comment.reply('ben', 'Words', later(-5000)).createdAt).toEqual(later(1));
    expect(comment.reply('ben', 'Words', NOW).createdAt).toEqual(later(1));
  });
});
