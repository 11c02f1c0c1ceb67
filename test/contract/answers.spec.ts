import type { OpenAPIObject } from '@nestjs/swagger';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Contract, type JudgedAnswer } from '../support/contract.js';
import { operationsOf, resolve, type Described, type DescribedResponse } from './compatibility/described.js';

const FILE = join(import.meta.dirname, '../../openapi.json');
const document = JSON.parse(readFileSync(FILE, 'utf8')) as Described & OpenAPIObject;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- faults are planted in members of all kinds
type Loose = any;

/** The example that the document shows of an answer, as if it had been sent. */
function exampleAnswer(operation: string, status: number, path = operation.split(' ')[1] ?? ''): JudgedAnswer {
  const reference = operationsOf(document).get(operation)?.responses[String(status)];
  if (!reference) throw new Error(`${operation} has no ${status}`);
  const response = resolve<DescribedResponse>(reference, document.components.responses);
  const [[contentType, { example, examples }] = ['', {}]] = Object.entries(response.content ?? {});
  const body: unknown = example ?? Object.values(examples ?? {})[0]?.value;
  const text = typeof body === 'string' ? body : JSON.stringify(body ?? '').replace(/^""$/, '');
  const [method = ''] = operation.split(' ');
  const headers = new Headers(
    Object.keys(response.headers ?? {}).map((name): [string, string] => [name, headerExample(name)]),
  );
  return { method, path, status, contentType, text, headers };
}

function headerExample(name: string): string {
  return String(document.components.headers[name]?.example);
}

function changed(answer: JudgedAnswer, change: (body: Loose) => unknown): JudgedAnswer {
  const body: Loose = JSON.parse(answer.text);
  change(body);
  return { ...answer, text: JSON.stringify(body) };
}

const LIST = exampleAnswer('GET /api/v1/posts', 200);
const POST = exampleAnswer('GET /api/v1/posts/{id}', 200, '/api/v1/posts/hello-world');
const CREATED = exampleAnswer('POST /api/v1/posts', 201);
const REMOVED = exampleAnswer('DELETE /api/v1/posts/{id}', 204, '/api/v1/posts/1');
const REFUSED = exampleAnswer('POST /api/v1/posts', 400);
const UNAUTHENTICATED = exampleAnswer('POST /api/v1/posts', 401);
const NOWHERE = { ...REFUSED, path: '/nowhere', status: 404 };

/** What a fault of one member looks like. */
const FAULT = { field: 'title', code: 'length', message: 'title must be at least 1 character' };

function withHeader(answer: JudgedAnswer, name: string, value?: string): JudgedAnswer {
  const headers = new Headers(answer.headers);
  if (value === undefined) headers.delete(name);
  else headers.set(name, value);
  return { ...answer, headers };
}

const FAULTS: [name: string, answer: JudgedAnswer, reason: string][] = [
  ['an unknown member', changed(POST, (body) => (body.data.secret = 1)), 'additional properties'],
  [
    'an unknown member of a member',
    changed(POST, (body) => (body.data.author.email = 'a@b.c')),
    'additional properties',
  ],
  ['an unknown member of an item', changed(LIST, (body) => (body.data[0].content = 'x')), 'additional properties'],
  ['an unknown member of an item’s member', changed(LIST, (body) => (body.data[0].author.role = 'user')), 'additional'],
  ['an unknown member beside the data', changed(POST, (body) => (body.debug = {})), 'additional properties'],
  ['an unknown member of the page', changed(LIST, (body) => (body.meta.sql = 'x')), 'additional properties'],
  ['an unknown member of a problem', changed(REFUSED, (body) => (body.stack = 'at x')), 'additional properties'],
  ['an unknown member of a fault', changed(REFUSED, (body) => (body.errors = [{ ...FAULT, value: 1 }])), 'additional'],
  ['an unknown member of a problem elsewhere', changed(NOWHERE, (body) => (body.stack = 'at x')), 'additional'],
  ['a member that is missing', changed(POST, (body) => delete body.data.slug), "required property 'slug'"],
  ['a member of another type', changed(POST, (body) => (body.data.version = '1')), 'must be integer'],
  ['a member that is too long', changed(POST, (body) => (body.data.title = 'x'.repeat(201))), '200 characters'],
  ['a code of another status', changed(REFUSED, (body) => (body.code = 'NOT_FOUND')), 'allowed values'],
  ['a code that no problem has', changed(NOWHERE, (body) => (body.code = 'OOPS')), 'allowed values'],
  ['another status', { ...POST, status: 202 }, 'status 202 is not documented'],
  ['another media type', { ...POST, contentType: 'text/html' }, 'media type text/html is not documented'],
  ['no body where there is one', { ...POST, text: '', contentType: '' }, 'is not documented'],
  ['a body where there is none', { ...REMOVED, text: '{}' }, 'a body is not documented'],
  ['an operation of the API that is not documented', { ...POST, path: '/api/v1/hidden' }, 'not documented'],
  ['no request id', withHeader(POST, 'X-Request-Id'), 'header X-Request-Id is missing'],
  ['a request id that is none', withHeader(POST, 'X-Request-Id', '7'), 'header X-Request-Id'],
  ['no entity tag', withHeader(POST, 'ETag'), 'header ETag is missing'],
  ['no place of what was made', withHeader(CREATED, 'Location'), 'header Location is missing'],
  ['no challenge', withHeader(UNAUTHENTICATED, 'WWW-Authenticate'), 'header WWW-Authenticate is missing'],
  ['a header that is not documented', withHeader(REMOVED, 'ETag', '"1"'), 'header ETag is not documented'],
];

describe('the contract that answers are held against (C206)', () => {
  const admitted: string[] = [];
  const contract = new Contract(document, (code) => admitted.push(code));

  it.each([
    ['a list', LIST],
    ['a post', POST],
    ['a new post', CREATED],
    ['nothing', REMOVED],
    ['a refusal', REFUSED],
    ['a problem where no operation is', NOWHERE],
  ])('admits %s', (_, answer) => {
    contract.check(answer);
  });

  it.each(FAULTS)('refuses %s', (_, answer, reason) => {
    expect(() => {
      contract.check(answer);
    }).toThrow(reason);
  });

  it('tells the codes of the problems that it has admitted, and of no others', () => {
    admitted.length = 0;
    contract.check(REFUSED);
    contract.check(POST);
    expect(() => {
      contract.check(changed(REFUSED, (body) => (body.code = 'OOPS')));
    }).toThrow();
    expect(admitted).toEqual([JSON.parse(REFUSED.text).code]);
  });
});
