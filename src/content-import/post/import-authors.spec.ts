import { ImportAuthors } from './import-authors.js';
import { Mending } from './mending.js';

describe('the authors of an import', () => {
  const mending = new Mending();
  const foreign = (key: string, given: { login?: string; name?: string; email?: string } = {}) => ({
    key,
    login: '',
    name: '',
    email: '',
    ...given,
  });

  it('keep their name and email, and get a username of the form of ours', () => {
    const author = new ImportAuthors().author(
      foreign('1', { login: 'mara.lind', name: ' Mara Lind ', email: 'Mara@Example.org' }),
      mending,
    );
    expect(author).toEqual({ username: 'mara-lind', name: 'Mara Lind', email: 'mara@example.org' });
  });

  it('are the same each time, and never share a username', () => {
    const authors = new ImportAuthors();
    const usernames = ['Zoë', 'Zoe', 'Zoé', 'Zoë'].map(
      (name) => authors.author(foreign(name, { name }), mending).username,
    );
    expect(usernames).toEqual(['zoe', 'zoe-2', 'zoe-3', 'zoe']);
  });

  it('have a name of 100 characters at most, and none when they have none', () => {
    const authors = new ImportAuthors();
    expect(authors.author(foreign('1', { name: '🙂'.repeat(101) }), mending).name).toBe('🙂'.repeat(100));
    expect(authors.author(foreign('2', { login: 'ann' }), mending)).toEqual({ username: 'ann' });
  });

  it('lose an email that is none, which is noted where they are met first', () => {
    const authors = new ImportAuthors();
    const [first, second] = [new Mending(), new Mending()];
    for (const notes of [first, second]) {
      expect(authors.author(foreign('1', { name: 'Ann', email: 'ann at home' }), notes)).not.toHaveProperty('email');
    }
    expect([first.notes, second.notes]).toEqual([['the email "ann at home" of its author is none, and left out'], []]);
  });
});
