import { Problem } from '../platform/problem/index.js';
import { passwordFault, requireImpersonal } from './password-rule.js';

describe('the password rule', () => {
  it.each([
    'Aa1!aaaa',
    'Correct horse 7, battery',
    `Aa1!${'x'.repeat(60)}`,
    `Aa1!${'x'.repeat(124)}`,
    'Pässwörd-1 🐎🐎',
    'Ünï-Çödé-Ⅷ-9',
    'Aa1🐎🐎🐎🐎🐎',
    'Dragon-Monkey-7',
    'my Password is 9 lives!',
    'Welcome2Jurassic!',
    'S-4711-e-0815-X!',
    'Password123!',
  ])('C006: accepts %j', (password) => {
    expect(passwordFault(password)).toBeUndefined();
  });

  it.each([
    ['Aa1!aaa', 'at least 8 characters'],
    [`Aa1!${'x'.repeat(125)}`, 'at most 128 characters'],
    ['x'.repeat(1_000_000), 'at most 128 characters'],
    ['AA11!!AA', 'a lower-case letter'],
    ['aa11!!aa', 'an upper-case letter'],
    ['Aa!!Aa!!', 'a digit'],
    ['Aa11Aa11', 'a symbol'],
    ['Aa11 Aa11', 'a symbol'],
  ])('C006: refuses %j for want of %s', (password, reason) => {
    expect(passwordFault(password)).toContain(reason);
  });

  it.each([
    'P@ssw0rd',
    'p@SSW0RD',
    'Pa$$w0rd',
    'P@$$w0rd',
    '1qaz@WSX',
    'Zaq!2wsx',
    'Admin@123',
    'Aa@123456',
    'Abcd@1234',
  ])('C008: refuses the common %s', (password) => {
    expect(passwordFault(password)).toContain('most common');
  });

  it.each(
    'password 12345678 baseball football jennifer superman trustno1 michelle sunshine starwars computer corvette princess iloveyou maverick samantha steelers whatever internet mercedes bigdaddy marlboro password1 qwertyuiop asdfghjkl 1q2w3e4r abcd1234 passw0rd letmein1 1qaz2wsx zaq12wsx iloveyou! pa55w0rd f00tball welcome1 qwerty123 a1b2c3d4 0.0.0.000 fuck_inside close-up'.split(
      ' ',
    ),
  )('C008: refuses the common %s', (password) => {
    expect(passwordFault(password)).toBeDefined();
  });
});

describe('a password about its owner', () => {
  const owner = { email: 'Ann.Smith7@example.com', username: 'ann_smith-77', name: 'Ann Smith 777' };

  function refuses(password: string): boolean {
    try {
      requireImpersonal(password, owner, 'newPassword');
      return false;
    } catch (error) {
      return error instanceof Problem && error.errors?.[0]?.field === 'newPassword';
    }
  }

  it.each([
    'Ann.Smith7',
    'ann-Smith!7',
    'Ann.Smith7@example.com',
    'Ann_Smith-77',
    'ANN Smith! 777',
    'Quire-2026',
    'Quire!',
  ])('C009: %s is refused', (password) => {
    expect(refuses(password)).toBe(true);
  });

  it.each(['Ann-Smith-8!', 'Quire-2026-Horse', 'Correct-Horse-7'])('%s says more', (password) => {
    expect(refuses(password)).toBe(false);
  });
});
