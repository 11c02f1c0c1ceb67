import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { excerptOf, operationsOf, type Described, type DescribedOperation } from './compatibility/described.js';
import { gapsOf } from './gaps.js';

const FILE = join(import.meta.dirname, '../../openapi.json');
const document = JSON.parse(readFileSync(FILE, 'utf8')) as Described;

const LIST = 'GET /api/v1/posts';
const CREATE = 'POST /api/v1/posts';

type Plant = (list: DescribedOperation, create: DescribedOperation, draft: Described) => unknown;

const PLANTED: [name: string, plant: Plant, gap: string][] = [
  ['no summary', (list) => (list.summary = ''), `${LIST}: no summary`],
  ['no description', (list) => (list.description = ' '), `${LIST}: no description`],
  ['no roles', (list) => (list['x-roles'] = []), `${LIST}: no role`],
  ['an unknown security scheme', (list) => list.security.push({ basic: [] }), `${LIST}: unknown scheme basic`],
  ['a parameter without words', (list) => delete list.parameters[0]?.description, `${LIST} limit: no description`],
  ['a parameter without bounds', (list) => delete list.parameters[0]?.schema.maximum, `${LIST} limit: no bounds`],
  ['a parameter without example', (list) => delete list.parameters[0]?.example, `${LIST} limit: no example`],
  [
    'an example that its parameter refuses',
    (list) => list.parameters[0] && (list.parameters[0].example = 1000),
    `${LIST} limit: its example is refused`,
  ],
  [
    'a body without example',
    (_, create) => delete create.requestBody?.content['application/json']?.example,
    `${CREATE} request application/json: no example`,
  ],
  [
    'an example that its body refuses',
    (_, create) => {
      const media = create.requestBody?.content['application/json'];
      if (media) media.example = { title: 'Hello', content: 'Hello', unknown: true };
    },
    `${CREATE} request application/json: its example is refused`,
  ],
  [
    'an answer without example',
    (list) => delete list.responses['200']?.content?.['application/json']?.example,
    `${LIST} 200 application/json: no example`,
  ],
  [
    'an answer without words',
    (list) => list.responses['200'] && (list.responses['200'].description = ''),
    '200: no description',
  ],
  [
    'a refusal that is no problem',
    (list) => (list.responses['404'] = { description: 'Gone' }),
    '404: no problem codes',
  ],
  ['a code of no status', (list) => list['x-problem-codes'].push('SLUG_TAKEN'), `${LIST}: SLUG_TAKEN has no status`],
  [
    'a code that is not told',
    (list) => list['x-problem-codes'].shift(),
    `${LIST}: INVALID_CURSOR is not in x-problem-codes`,
  ],
  [
    'a code without example',
    (_l, _c, { components }) => delete components.responses.NOT_FOUND?.content,
    'GET /api/v1/posts/{id} 404: no problem codes',
  ],
  [
    'a schema that admits anything',
    (_l, _c, { components }) => delete components.schemas.PostView?.additionalProperties,
    'PostView: admits members that it does not name',
  ],
];

describe('the OpenAPI document', () => {
  it('leaves nothing of an operation open', () => {
    expect(operationsOf(document).size).toBeGreaterThan(80);
    expect(gapsOf(document)).toEqual([]);
  });

  it.each(PLANTED)('%s is seen', (_, plant, gap) => {
    const draft = structuredClone(excerptOf(document, ['/api/v1/posts', '/api/v1/posts/{id}']));
    const operations = operationsOf(draft);
    const [list, create] = [operations.get(LIST), operations.get(CREATE)];
    if (list && create) plant(list, create, draft);
    expect(gapsOf(draft)).toContainEqual(expect.stringContaining(gap));
  });
});
