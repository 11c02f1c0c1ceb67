import { Versioned } from './versioned.js';

interface NoteMembers {
  title: string;
  words: string[];
  due: Date | null;
}

class Note extends Versioned<NoteMembers> {
  title = 'Old';
  words: string[] = ['a'];
  due: Date | null = null;

  edit(changes: Partial<NoteMembers>, now: Date): string[] {
    return this.change(changes, now);
  }
}

const NOW = new Date('2026-01-31T12:00:00Z');

describe('a versioned row', () => {
  it('counts a change, and remembers which version changed which member', () => {
    const note = new Note();
    expect(note.edit({ title: 'New', words: ['a'] }, NOW)).toEqual(['title']);
    expect(note.edit({ words: ['b'] }, NOW)).toEqual(['words']);
    expect(note).toMatchObject({ title: 'New', version: 3, fieldVersions: { title: 2, words: 3 }, updatedAt: NOW });
  });

  it('stays as it is when members are equal, absent or undefined', () => {
    const note = new Note();
    note.due = new Date(NOW);
    expect(note.edit({ title: 'Old', words: ['a'], due: new Date(NOW) }, NOW)).toEqual([]);
    expect(note.edit({ title: undefined }, NOW)).toEqual([]);
    expect(note.edit({}, NOW)).toEqual([]);
    expect(note).toMatchObject({ version: 1, fieldVersions: {} });
    expect(note.takeUnsaved()).toBeUndefined();
  });

  it('gives what is to be written once', () => {
    const note = new Note();
    note.edit({ due: NOW }, NOW);
    note.edit({ due: null, title: 'New' }, NOW);
    expect(note.takeUnsaved()).toEqual({
      due: null,
      title: 'New',
      version: 3,
      fieldVersions: { due: 3, title: 3 },
      updatedAt: NOW,
    });
    expect(note.takeUnsaved()).toBeUndefined();
  });
});
