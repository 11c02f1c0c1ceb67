import { Problem } from '../platform/problem/index.js';
import { User } from './user.entity.js';

const NOW = new Date('2026-01-31T12:00:00Z');
const later = (hours: number): Date => new Date(NOW.getTime() + hours * 3_600_000);

function aUser(): User {
  return Object.assign(new User(), { id: 'a', username: 'ann', name: 'Ann', email: 'ann@example.com', updatedAt: NOW });
}

function allowedAfter(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem && error.code === 'INVALID_STATE') return error.extras.allowed;
    throw error;
  }
  return undefined;
}

describe('a user', () => {
  it('is suspended until the suspension ends', () => {
    const user = aUser();
    user.suspend('Spam', later(1), NOW);
    expect([user.statusAt(NOW), user.statusAt(later(1))]).toEqual(['suspended', 'active']);
    expect(
      allowedAfter(() => {
        user.suspend('Again', null, NOW);
      }),
    ).toEqual(['reinstate', 'delete']);
    expect(
      allowedAfter(() => {
        user.suspend('Again', null, later(1));
      }),
    ).toBeUndefined();
    expect(user.statusAt(later(1_000_000))).toBe('suspended');
    user.reinstate(later(2));
    expect([user.statusAt(later(2)), user.suspensionReason]).toEqual(['active', null]);
  });

  it('begins a new epoch of sessions when suspended or deleted, and does not go back', () => {
    const user = aUser();
    user.suspend('Spam', null, NOW);
    user.reinstate(NOW);
    user.delete(NOW);
    user.restore(NOW);
    expect(user.sessionEpoch).toBe(3);
  });

  it('says nothing of anybody once it is erased, keeps the moment of its deletion, and is nobody’s', () => {
    const user = Object.assign(aUser(), { bio: 'Bees', role: 'admin', emailVerified: true });
    user.suspend('Spam', null, NOW);
    user.delete(NOW);
    const { sessionEpoch } = user;
    expect(user.isGone).toBe(false);
    user.erase('keep', later(1));
    expect(user).toMatchObject({ name: 'Deleted user', bio: null, email: null, emailVerified: false, role: 'user' });
    expect(user).toMatchObject({ suspensionReason: null, deletedAt: NOW, sessionEpoch: sessionEpoch + 1 });
    expect([user.username.includes('ann'), user.isGone]).toEqual([false, true]);
  });

  it('refuses what its state does not allow, and says what it does', () => {
    const user = aUser();
    expect(
      allowedAfter(() => {
        user.restore(NOW);
      }),
    ).toEqual(['suspend', 'delete']);
    expect(
      allowedAfter(() => {
        user.reinstate(NOW);
      }),
    ).toEqual(['suspend', 'delete']);
    user.delete(NOW);
    expect(
      allowedAfter(() => {
        user.delete(NOW);
      }),
    ).toEqual(['restore']);
    expect(
      allowedAfter(() => {
        user.suspend('Spam', null, NOW);
      }),
    ).toEqual(['restore']);
  });

  it('names its changes as clients know them', () => {
    const user = aUser();
    user.edit({ name: 'Anna' }, NOW);
    user.suspend('Spam', null, NOW);
    expect(user.visibleState).toEqual({ version: 3, fieldVersions: { name: 2, status: 3 } });
  });

  it('has a new email address unverified, and the same one as before', () => {
    const user = aUser();
    user.emailVerified = true;
    user.changeEmail('ann@example.com', NOW);
    expect([user.emailVerified, user.version]).toEqual([true, 1]);
    user.changeEmail('anna@example.com', NOW);
    expect([user.emailVerified, user.version]).toEqual([false, 2]);
  });

  it('whose address is confirmed has changed once, be it a new one or not', () => {
    const user = aUser();
    user.confirmEmail('anna@example.com', NOW);
    expect([user.email, user.emailVerified, user.version]).toEqual(['anna@example.com', true, 2]);
    user.confirmEmail('anna@example.com', NOW);
    expect(user.version).toBe(2);
  });
});
