import { erasedUsername, USERNAME, usernameFrom } from './username.js';

describe('a username made of a name', () => {
  it.each([
    ['Zoë Example', 'zoe-example'],
    ['Иван Пекарь', 'ivan-pekar'],
    ['王小明', 'wangxiaoming'],
    ["Seán O'Brien-Smith", 'sean-o-brien-smith'],
    ['john_doe', 'john_doe'],
    ['-JOHN-', '-john-'],
    ['Jo', 'author-jo'],
    ['me', 'author-me'],
    ['Stats', 'author-stats'],
    ['Deleted user', 'author-deleted-user'],
    ['🙂'.repeat(3), 'slight-smile-slight-smil'],
    ['—', 'author'],
    ['', 'author'],
  ])('%j is %s', (name, username) => {
    expect(usernameFrom(name)).toBe(username);
  });

  it('has the form of a username whatever the name and the number are', () => {
    const names = [
      '',
      'x',
      'null',
      'x'.repeat(500),
      'a-b-c-d-e-f-g-h-i-j-k-l-m',
      '\ud800',
      '٣٤٥',
      'a'.repeat(30),
      'ſſſ',
    ];
    const usernames = names.flatMap((name) => [usernameFrom(name), usernameFrom(name, 2), usernameFrom(name, 9999)]);
    expect(usernames.filter((username) => !USERNAME.test(username))).toEqual([]);
  });

  it('is numbered when those before it are taken', () => {
    expect(usernameFrom('Zoë Example', 2)).toBe('zoe-example-2');
    expect(usernameFrom('a'.repeat(30), 12)).toBe(`${'a'.repeat(24)}-12`);
  });
});

it('the username of an erased account has the form of one, and is another each time', () => {
  expect(erasedUsername()).toMatch(USERNAME);
  expect(erasedUsername()).not.toBe(erasedUsername());
});
