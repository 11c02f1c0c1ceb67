import { readFile } from 'node:fs/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createDocument } from '../src/platform/http/index.js';
import { startApp, type TestApp } from './support/app.js';
import { fetch } from './support/fetch.js';

let server: TestApp;
let document: OpenAPIObject;
beforeAll(async () => {
  server = await startApp();
  document = createDocument(server.app);
});
afterAll(() => server.stop());

describe('the OpenAPI document', () => {
  it('is the committed one: run `npm run openapi` after a change of the API', async () => {
    const committed = JSON.parse(await readFile('openapi.json', 'utf8')) as unknown;
    expect(JSON.parse(JSON.stringify(document))).toEqual(committed);
  });

  it('is OpenAPI 3.1 and is served as JSON and YAML beside Swagger UI', async () => {
    expect(document.openapi).toBe('3.1.0');
    const json = await fetch(`${server.url}/openapi.json`);
    expect(await json.json()).toEqual(JSON.parse(JSON.stringify(document)));
    const yaml = await fetch(`${server.url}/openapi.yaml`);
    expect(await yaml.text()).toContain('openapi: 3.1.0');
    const docs = await fetch(`${server.url}/docs`);
    expect(docs.headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe-inline/);
    expect(await docs.text()).toContain('swagger-ui');
  });

  it('names each operation once', () => {
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item as Record<string, { operationId?: string }>).map(({ operationId }) => operationId),
    );
    expect(ids.length).toBeGreaterThan(80);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('in production', () => {
  it('C142: docs and metrics are not there unless switched on, nor anything that was never meant to be', async () => {
    const production = await startApp({ server: { docsEnabled: false } }, server);
    try {
      const paths = ['/docs', '/docs-json', '/docs-yaml', '/api-json', '/openapi.json', '/openapi.yaml', '/swagger'];
      for (const path of [...paths, '/.git/HEAD', '/.env', '/package.json', '/debug', '/main.js.map']) {
        const response = await fetch(production.url + path);
        expect([path, response.status]).toEqual([path, 404]);
        await response.arrayBuffer();
      }
    } finally {
      await production.stop();
    }
  });
});
