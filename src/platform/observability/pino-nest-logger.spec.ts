import { loadConfig } from '../config/index.js';
import { runInContext } from '../context/index.js';
import { serviceUnavailable } from '../problem/index.js';
import { createLogger, type PinoNestLogger } from './index.js';

interface Line extends Record<string, unknown> {
  level: string;
  msg: string;
  error?: { name: string; message: string; code?: string; stack?: string; cause?: { message: string } };
}

function logAt(level: string): { log: PinoNestLogger; lines: () => Line[] } {
  const written: string[] = [];
  const config = loadConfig({ LOG_LEVEL: level });
  const log = createLogger(config, { write: (line: string) => written.push(line) });
  return { log, lines: () => written.map((line) => JSON.parse(line) as Line) };
}

describe('The log', () => {
  it('has the text, the level, the time and the name of the speaker', () => {
    const { log, lines } = logAt('info');
    log.warn('Redis is away', 'RedisConnection');
    expect(lines()).toEqual([
      expect.objectContaining({ level: 'warn', msg: 'Redis is away', context: 'RedisConnection' }),
    ]);
    expect(Date.parse(String(lines()[0]?.time))).not.toBeNaN();
  });

  it('leaves out what is below its level, and how Nest starts', () => {
    const { log, lines } = logAt('info');
    log.debug('a probe');
    log.verbose('a detail');
    log.log('AppModule dependencies initialized', 'InstanceLoader');
    expect(lines()).toEqual([]);
  });

  it('says which request, which user and which API key a line belongs to', () => {
    const { log, lines } = logAt('info');
    const principal = { userId: 'u1', sessionId: 's1', role: 'user' as const, emailVerified: true };
    runInContext({ requestId: 'r1', correlationId: 'c1', path: '/', principal }, () => {
      log.log('Published');
    });
    expect(lines()).toEqual([expect.objectContaining({ requestId: 'r1', correlationId: 'c1', userId: 'u1' })]);
    expect(JSON.stringify(lines())).not.toContain('s1');
    const byKey = { userId: 'u1', role: 'user' as const, emailVerified: true, apiKey: { id: 'k1', scopes: [] } };
    runInContext({ requestId: 'r2', correlationId: 'c2', path: '/', principal: byKey }, () => {
      log.log('Published');
    });
    expect(lines()[1]).toMatchObject({ userId: 'u1', apiKeyId: 'k1' });
  });

  it('shows the frames of an unexpected failure, and none of an expected one', () => {
    const { log, lines } = logAt('info');
    log.error(new TypeError('no such member', { cause: new Error('the reason') }));
    log.error(serviceUnavailable());
    log.warn('It failed', new Error('a reason'));
    const [unexpected, expected, warning] = lines();
    expect(unexpected?.error).toMatchObject({ name: 'TypeError', message: 'no such member' });
    expect(unexpected?.error?.stack).toMatch(/^at /);
    expect(unexpected?.error?.cause?.message).toBe('the reason');
    expect(expected?.error).toMatchObject({ name: 'Problem', code: 'SERVICE_UNAVAILABLE' });
    expect(expected?.error).not.toHaveProperty('stack');
    expect(warning?.error).not.toHaveProperty('stack');
  });

  it('never shows a query, its parameters or the value that the database refused (C201)', () => {
    const { log, lines } = logAt('trace');
    const refused = Object.assign(new Error('invalid input syntax for type uuid: "canary"'), {
      code: '22P02',
      query: 'SELECT canary',
      parameters: ['canary'],
      driverError: { detail: 'Key (email)=(canary)' },
    });
    log.error(refused);
    log.warn({
      msg: 'A request failed',
      body: { password: 'canary' },
      headers: ['canary'],
      status: 500,
      error: refused,
    });
    expect(JSON.stringify(lines())).not.toContain('canary');
    expect(lines()[1]).toMatchObject({ msg: 'A request failed', status: 500, error: { code: '22P02' } });
  });

  it('hides credentials that libraries put into their messages', () => {
    const { log, lines } = logAt('info');
    log.error(new Error('connect postgres://quire:canary@db:5432/quire failed'));
    log.warn('GET /reset-password?token=canary&next=/ failed');
    log.warn('eyJhbGciOiJub25lIn0.canary.canary is no token');
    expect(JSON.stringify(lines())).not.toContain('canary');
  });

  it.each([
    'a\r\nb',
    '\u001b[31mred\u001b[0m',
    'a\u2028b',
    '\u202edrow',
    '\ud800',
    'x'.repeat(10_000),
    '"}\n{"level":"fatal"',
  ])('stays one short line of JSON whatever comes in (C203): %j', (hostile) => {
    const written: string[] = [];
    const log = createLogger(loadConfig({}), { write: (line: string) => written.push(line) });
    log.log(hostile);
    log.log({ msg: hostile, path: hostile });
    log.error(new Error(hostile));
    for (const line of written) {
      expect(line.length).toBeLessThan(7_500);
      expect(line.trimEnd()).toMatch(/^[^\p{Cc}\u2028\u2029]+$/u);
      expect(JSON.parse(line)).toHaveProperty('level');
    }
    expect(written).toHaveLength(3);
  });

  it('takes anything that was thrown', () => {
    const { log, lines } = logAt('info');
    for (const thrown of [undefined, null, 'text', 5, [], {}]) log.error('It failed', thrown);
    expect(lines()).toHaveLength(6);
  });
});
