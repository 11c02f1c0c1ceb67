import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fetch } from '../support/fetch.js';
import { createDatabase, type TestDatabase } from '../support/postgres.js';
import { until } from '../support/until.js';
import { makeFolder, removeFolder } from '../boot/folder.js';
import { QuireProcess } from '../boot/quire-process.js';
import { Collector } from './collector.js';

/** Loaded before the program: tells on standard error what is resolved from OpenTelemetry. */
const WITNESS = `
require('node:module').registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('@opentelemetry/')) process.stderr.write('loads ' + specifier + '\\n');
    return next(specifier, context);
  },
});`;

describe('Tracing', () => {
  let folder: string;
  let database: TestDatabase;
  let quire: QuireProcess | undefined;

  beforeAll(async () => {
    folder = await makeFolder();
    database = await createDatabase();
    await writeFile(join(folder, 'witness.cjs'), WITNESS);
  });

  afterEach(async () => {
    await quire?.end('SIGKILL');
  });

  afterAll(async () => {
    await database.drop();
    await removeFolder(folder);
  });

  const start = (variables: Record<string, string>): QuireProcess =>
    (quire = new QuireProcess(folder, {
      DATABASE_URL: database.url,
      HOST: '127.0.0.1',
      NODE_OPTIONS: `--require=${join(folder, 'witness.cjs')}`,
      ...variables,
    }));

  // The API is loaded in any case, by prom-client; without an SDK it does nothing.
  it.each([
    ['nothing asks for it', {}],
    ['the SDK is disabled', { OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }],
    ['the exporter is none', { OTEL_TRACES_EXPORTER: 'none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }],
  ])('loads nothing while %s', async (_, variables) => {
    const running = start(variables);
    const url = await running.ready();
    expect((await fetch(`${url}/api/v1/posts`)).status).toBe(200);
    expect(await running.end()).toBe(0);
    expect(running.stderr).not.toMatch(/loads @opentelemetry\/(?!api$)/m);
    expect(running.stderr).toContain('loads @opentelemetry/api');
    expect(running.log.some((line) => 'traceId' in line)).toBe(false);
  });

  it('sends protobuf, under the name that .env gives the service, when .env asks for it', async () => {
    const collector = new Collector();
    const endpoint = await collector.start();
    await writeFile(
      join(folder, '.env'),
      `OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint}\nOTEL_SERVICE_NAME=quire-by-env\nOTEL_BSP_SCHEDULE_DELAY=50\n`,
    );
    try {
      const running = start({});
      const url = await running.ready();
      await fetch(`${url}/api/v1/posts`);
      await until(() => collector.raw.includes('GET /api/v1/posts'));
      expect([...collector.contentTypes]).toEqual(['application/x-protobuf']);
      expect(collector.raw).toContain('quire-by-env');
      expect(running.stderr).toContain('loads @opentelemetry/sdk-node');
    } finally {
      await writeFile(join(folder, '.env'), '');
      await collector.stop();
    }
  });

  it('costs a warning and nothing else when the collector is away', async () => {
    const running = start({
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '200',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    });
    const url = await running.ready();
    expect((await fetch(`${url}/api/v1/posts`)).status).toBe(200);
    await until(() =>
      running.log.some((line) => line.level === 'warn' && 'context' in line && line.context === 'Tracing'),
    );
    expect((await fetch(`${url}/api/v1/posts`)).status).toBe(200);
    expect(await running.end()).toBe(0);
  });
});
