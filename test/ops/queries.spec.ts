import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { JobMetrics } from '../../src/platform/jobs/job-metrics.js';
import { Metrics } from '../../src/platform/observability/index.js';
import { startApp, type TestApp } from '../support/app.js';
import { describeWithProgram } from '../support/describe-with-program.js';
import { fetch } from '../support/fetch.js';
import { describeWithRedis, redisUrl } from '../support/redis.js';
import { until } from '../support/until.js';
import { aUser, PASSWORD } from '../support/users.js';
import { Exposition } from './exposition.js';
import { readQuery } from './promql.js';
import { readDashboard, readQueries, readRules, RULES_FILE } from './queries.js';

/** What Prometheus adds to all that it scrapes. */
const ADDED_LABELS = ['job', 'instance'];
const ADDED_METRICS = ['up'];

const FUNCTIONS = ['sum', 'max', 'min_over_time', 'rate', 'increase', 'histogram_quantile', 'topk', 'absent'];

describe('A query', () => {
  it('is read with its metrics, labels, functions and grouping', () => {
    expect(readQuery('sum by (le, route) (rate(a_bucket{job="x", status=~"5.."}[5m])) / b > 1.5')).toEqual({
      selectors: [
        {
          metric: 'a_bucket',
          labels: [
            { name: 'job', operator: '=', value: 'x' },
            { name: 'status', operator: '=~', value: '5..' },
          ],
        },
        { metric: 'b', labels: [] },
      ],
      functions: ['sum', 'rate'],
      grouping: ['le', 'route'],
    });
  });

  it.each(['sum(a', 'a)', 'rate(a[5 minutes])', 'a{b="c"', 'a ? b', '(a}'])('%s is none', (text) => {
    expect(() => readQuery(text)).toThrow(Error);
  });
});

describeWithRedis('What ops/ asks Prometheus', () => {
  let quire: TestApp;
  let shown: Exposition;
  let recorded: string[];

  beforeAll(async () => {
    quire = await startApp({
      redis: { url: redisUrl() },
      throttle: { enabled: true, limit: 30, ttl: 60 },
      database: { replicaUrls: ['postgres://127.0.0.1:9/none'], patience: 10_000, statementTimeout: 60_000 },
    });
    await makeTraffic(quire);
    shown = new Exposition(await (await fetch(`${quire.url}/metrics`)).text());
    recorded = (await readRules()).flatMap(({ record }) => record ?? []);
  });

  afterAll(() => quire.stop());

  it('is there: every metric, with every label that is named and every value that is asked for', async () => {
    const missing = (await readQueries()).flatMap(({ place, expression }) =>
      faults(expression).map((fault) => `${place}: ${fault}`),
    );
    expect(missing).toEqual([]);
  });

  it.each([
    ['http_requests_in_flights{job="quire"}', 'http_requests_in_flights is not shown'],
    ['sum by (path) (rate(http_request_duration_seconds_count[5m]))', 'none of its metrics has the label path'],
    ['db_pool_connections{state="busy"}', 'db_pool_connections{state="busy"} is not shown'],
    ['rates(logins_total[5m])', 'rates is no function'],
  ])('is not there: %s', (expression, fault) => {
    expect(faults(expression)).toEqual([fault]);
  });

  function faults(expression: string): string[] {
    const { selectors, functions, grouping } = readQuery(expression);
    const own = selectors.filter(({ metric }) => ![...ADDED_METRICS, ...recorded].includes(metric));
    const unknown = own.filter(({ metric }) => !shown.has(metric));
    const known = own.filter(({ metric }) => shown.has(metric));
    return [
      ...functions.filter((name) => !FUNCTIONS.includes(name)).map((name) => `${name} is no function`),
      ...unknown.map(({ metric }) => `${metric} is not shown`),
      ...known.flatMap(({ metric, labels }) =>
        labels
          .filter(({ name }) => !ADDED_LABELS.includes(name))
          .filter(({ name, operator, value }) => {
            const values = shown.values(metric, name);
            return operator === '=' ? !values?.has(value) : !values;
          })
          .map(({ name, operator, value }) => `${metric}{${name}${operator}"${value}"} is not shown`),
      ),
      ...grouping
        .filter((label) => unknown.length === 0 && !ADDED_LABELS.includes(label))
        .filter((label) => !known.some(({ metric }) => shown.values(metric, label)))
        .map((label) => `none of its metrics has the label ${label}`),
    ];
  }

  it('is all that Quire shows, but for what describes the runtime and what is a part of something else', async () => {
    const asked = new Set((await readQueries()).flatMap(({ expression }) => metricsOf(expression)));
    const own = shown.names.filter((name) => !/^(nodejs|process)_/.test(name)).map(familyOf);
    expect([...new Set(own)].filter((family) => ![...asked].map(familyOf).includes(family))).toEqual([]);
  });

  it('and what the documentation explains, no more and no less', async () => {
    const documentation = await readFile('docs/operations.md', 'utf8');
    const rows = documentation.split('\n').filter((line) => /^\| `\w+`/.test(line) && !line.includes('OTEL_'));
    const explained = rows.flatMap((row) =>
      [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
    );
    const families = new Set(shown.names.map(familyOf));
    expect(explained.filter((name) => !families.has(name))).toEqual([]);
    const own = [...families].filter((name) => !/^(nodejs|process)_/.test(name));
    expect(own.filter((name) => !explained.includes(name))).toEqual([]);
  });
});

describe('Every alert', () => {
  it('has a severity, a summary, and what to do about it in the documentation', async () => {
    const alerts = (await readRules()).filter(({ alert }) => alert !== undefined);
    const documentation = await readFile('docs/operations.md', 'utf8');
    expect(alerts.length).toBeGreaterThan(10);
    for (const { alert = '', labels, annotations } of alerts) {
      expect([alert, labels?.severity]).toEqual([alert, expect.stringMatching(/^(critical|warning)$/)]);
      expect(annotations?.summary).toBeTruthy();
      expect(annotations?.runbook).toBe(`docs/operations.md#${alert.toLowerCase()}`);
      expect(documentation).toContain(`\n### ${alert}\n`);
    }
    const explained = [...documentation.matchAll(/^### (Quire\w+)$/gm)].map(([, name]) => name);
    expect(explained.sort()).toEqual(alerts.map(({ alert }) => alert).sort());
  });

  it('and every panel has a place of its own on the dashboard', async () => {
    const { panels } = (await readDashboard()) as unknown as { panels: { id: number; gridPos: object }[] };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    expect(new Set(panels.map(({ gridPos }) => JSON.stringify(gridPos))).size).toBe(panels.length);
  });
});

describeWithProgram('promtool', 'Prometheus itself', () => {
  it('accepts the rules', () => {
    expect(execFileSync('promtool', ['check', 'rules', RULES_FILE], { encoding: 'utf8' })).toContain('SUCCESS');
  });

  it('accepts the queries of the dashboard', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'quire-promtool-'));
    const file = join(folder, 'queries.yml');
    const rules = (await readQueries()).map(({ expression }, index) => ({
      record: `query:${index}`,
      expr: expression,
    }));
    await writeFile(file, stringify({ groups: [{ name: 'queries', rules }] }));
    expect(execFileSync('promtool', ['check', 'rules', file], { encoding: 'utf8' })).toContain('SUCCESS');
    await rm(folder, { recursive: true });
  });
});

/** Something of everything that is counted. */
async function makeTraffic(quire: TestApp): Promise<void> {
  const metrics = quire.app.get(Metrics);
  const ann = await aUser().in(quire);
  await quire.api.post('/auth/login', { email: ann.email, password: PASSWORD });
  for (let count = 0; count < 35; count += 1) await fetch(`${quire.url}/api/v1/posts`);
  await quire.app
    .get(JobMetrics)
    .time('failing', () => Promise.reject(new Error('as planned')))
    .catch(() => undefined);
  metrics.mailEnded('sent');
  const text = async (): Promise<string> => metrics.registry.metrics();
  await until(async () => (await text()).includes('jobs_due '));
}

function metricsOf(expression: string): string[] {
  return readQuery(expression).selectors.map(({ metric }) => metric);
}

function familyOf(name: string): string {
  return name.replace(/_(bucket|sum|count)$/, '');
}
