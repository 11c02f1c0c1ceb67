import { DatabaseError } from 'pg';
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';
import { notFound, Problem } from '../problem/index.js';
import { breaksConnection, databaseProblem, isConflict, sqlState, translateDatabaseError } from './failures.js';
import { violatedConstraint } from './violations.js';

function failure(code: string, message = 'secret detail of the server'): DatabaseError {
  return Object.assign(new DatabaseError(message, message.length, 'error'), { code });
}

describe('a failure of the database', () => {
  it.each([
    [
      '400',
      'VALIDATION_ERROR',
      ['22021', '22P02', '22003', '22001', '54000', '54001', '23502', '23505', '23514', '23P01'],
    ],
    ['404', 'NOT_FOUND', ['23503']],
    [
      '503',
      'SERVICE_UNAVAILABLE',
      [
        '40001',
        '40P01',
        '55P03',
        '57014',
        '53100',
        '53300',
        '57P01',
        '57P03',
        '08006',
        '25006',
        '25P03',
        '28P01',
        '26000',
      ],
    ],
  ])('means %s %s for each of its states', (_, code, states) => {
    for (const state of states) expect([state, databaseProblem(failure(state))?.code]).toEqual([state, code]);
  });

  it.each(['42P01', '42703', '42501', '25P02', 'XX000', '0A000', '58030'])('is our own defect for %s', (state) => {
    expect(databaseProblem(failure(state))).toBeUndefined();
  });

  it.each([
    new Error('timeout exceeded when trying to connect'),
    new Error('Connection terminated unexpectedly'),
    new Error('Connection terminated due to connection timeout'),
    new Error('Query read timeout'),
    new Error('Client has encountered a connection error and is not queryable'),
    new Error('Cannot use a pool after calling end on the pool'),
    new QueryRunnerAlreadyReleasedError(),
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    // What node throws when no address of a host answers.
    Object.assign(new AggregateError([new Error('one address'), new Error('another')]), { code: 'ECONNREFUSED' }),
  ])('without a state of its own is 503 with Retry-After: %s', (error) => {
    expect(databaseProblem(error)).toMatchObject({ code: 'SERVICE_UNAVAILABLE', headers: { 'Retry-After': '1' } });
  });

  it('shows the client nothing of what the server said', () => {
    for (const state of ['22P02', '23503', '57014']) {
      const problem = databaseProblem(failure(state));
      expect(`${problem?.message ?? ''} ${problem?.detail ?? ''}`).not.toContain('secret');
    }
  });

  it('is recognised inside TypeORM’s error and inside its problem', () => {
    const wrapped = new QueryFailedError('UPDATE', [], failure('40P01'));
    expect(isConflict(wrapped)).toBe(true);
    expect(isConflict(translateDatabaseError(wrapped))).toBe(true);
    const violation = Object.assign(failure('23505'), { constraint: 'users_email_key' });
    expect(violatedConstraint(translateDatabaseError(violation))).toBe('users_email_key');
  });

  it('is nothing that merely looks like one', () => {
    const epipe = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    expect(sqlState(epipe)).toBeUndefined();
    const defect = new TypeError('undefined is not a function');
    expect(databaseProblem(defect)).toBeUndefined();
    expect(translateDatabaseError(defect)).toBe(defect);
    const problem: Problem = notFound();
    expect(translateDatabaseError(problem)).toBe(problem);
    expect(databaseProblem(undefined)).toBeUndefined();
  });

  it('costs the connection only when that is what failed', () => {
    expect([failure('23505'), failure('57014'), failure('40P01')].map(breaksConnection)).toEqual([false, false, false]);
    expect([failure('57P01'), new Error('Query read timeout')].map(breaksConnection)).toEqual([true, true]);
  });
});
