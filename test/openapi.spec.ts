import { readFile } from 'node:fs/promises';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createDocument } from '../src/platform/http/index.js';
import { allProblems } from '../src/platform/problem/index.js';
import { startApp, type TestApp } from './support/app.js';

interface Operation {
  summary?: string;
  'x-roles'?: string[];
  parameters?: { name: string; in: string; schema: Record<string, unknown> }[];
  responses: Record<string, { $ref?: string }>;
}

let server: TestApp;
let document: OpenAPIObject;
let operations: [string, Operation][];
beforeAll(async () => {
  server = await startApp();
  document = createDocument(server.app);
  operations = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Operation>).map(([method, operation]): [string, Operation] => [
      `${method.toUpperCase()} ${path}`,
      operation,
    ]),
  );
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

  it('says of every operation what it does, who may call it, and how it fails', () => {
    expect(operations.length).toBeGreaterThan(30);
    const codes = new Set(allProblems().map(({ code }) => code));
    for (const [name, operation] of operations) {
      expect([name, typeof operation.summary]).toEqual([name, 'string']);
      expect([name, operation['x-roles']?.length ?? 0]).not.toEqual([name, 0]);
      for (const [status, response] of Object.entries(operation.responses)) {
        if (status < '400' || name.includes(' /health')) continue;
        const named = response.$ref?.split('/').at(-1)?.split('.') ?? [];
        expect([name, status, named.length]).not.toEqual([name, status, 0]);
        expect(named.filter((code) => !codes.has(code))).toEqual([]);
      }
    }
  });

  it('bounds every parameter', () => {
    for (const [name, { parameters = [] }] of operations) {
      for (const { name: parameter, in: place, schema } of parameters) {
        if (place === 'header') continue;
        const bounded =
          schema.type === 'boolean' ||
          ['maxLength', 'maximum', 'enum', 'format', 'pattern'].some((rule) => rule in schema);
        expect([name, parameter, bounded]).toEqual([name, parameter, true]);
      }
    }
  });

  it('admits no member that it does not name', () => {
    const open = Object.entries(document.components?.schemas ?? {})
      .filter(
        ([, schema]) =>
          'properties' in schema && (schema as { additionalProperties?: unknown }).additionalProperties !== false,
      )
      .map(([name]) => name);
    expect(open).toEqual([]);
  });

  it('names each operation once', () => {
    const ids = operations.map(([, operation]) => (operation as { operationId?: string }).operationId);
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
