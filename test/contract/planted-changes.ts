import { operationsOf, type Described, type DescribedOperation, type Schema } from './compatibility/described.js';

/** A copy of a document to plant changes in. */
export class Draft {
  readonly document: Described;

  constructor(original: Described) {
    this.document = structuredClone(original);
  }

  operation(name: string): DescribedOperation {
    return found(operationsOf(this.document).get(name), name);
  }

  schema(name: string): Schema {
    return found(this.document.components.schemas[name], name);
  }

  members(schema: string): Record<string, Schema> {
    return found(this.schema(schema).properties, schema);
  }

  member(schema: string, name: string): Schema {
    return found(this.members(schema)[name], `${schema}.${name}`);
  }

  parameter(operation: string, name: string): { required?: boolean; schema: Schema } {
    return found(
      this.operation(operation).parameters.find((parameter) => parameter.name === name),
      name,
    );
  }
}

function found<Part>(part: Part | undefined, name: string): Part {
  if (part === undefined) throw new Error(`${name} is not in the document`);
  return part;
}

type Planted = [name: string, plant: (draft: Draft) => void, change: string];

/** @param change the beginning of the line that tells of it; empty when nothing does. */
function planted(name: string, plant: (draft: Draft) => void, change = ''): Planted {
  return [name, plant, change];
}

const LIST = 'GET /api/v1/posts';
export const CREATE = 'POST /api/v1/posts';
const READ = 'GET /api/v1/posts/{id}';

/** Where the changes are planted. */
export const PLACES = [
  '/api/v1/posts',
  '/api/v1/posts/{id}',
  '/api/v1/posts/{id}/publish',
  '/api/v1/posts/{id}/revisions/{version}',
  '/api/v1/tags',
  '/api/v1/audit-log',
  '/problems',
];

/** Changes that break clients, each with the line that tells of it. */
export const BREAKING: Planted[] = [
  planted(
    'an operation is removed',
    ({ document }) => delete document.paths['/api/v1/tags'],
    'GET /api/v1/tags: is gone',
  ),
  planted(
    'an operation has another id',
    (draft) => (draft.operation(LIST).operationId = 'Posts_all'),
    `${LIST} operationId: has become Posts_all`,
  ),
  planted(
    'an open operation asks for a token',
    (draft) => draft.operation(LIST).security.shift(),
    `${LIST} security: {} `,
  ),
  planted(
    'an operation without credentials takes some',
    (draft) => draft.operation('GET /problems').security.push({ bearer: [] }),
    'GET /problems security: it was open',
  ),
  planted(
    'an API key needs another scope',
    (draft) => (draft.operation(CREATE).security = [{ bearer: [] }, { apiKey: ['posts:write', 'posts:read'] }]),
    `${CREATE} security: {"apiKey":["posts:write"]} is no way in any more`,
  ),
  planted(
    'a role is shut out',
    (draft) => draft.operation(CREATE)['x-roles'].shift(),
    `${CREATE} x-roles: user is shut out`,
  ),
  planted(
    'a parameter is removed',
    (draft) => draft.operation(LIST).parameters.shift(),
    `${LIST} query limit: is gone`,
  ),
  planted(
    'a parameter has become necessary',
    (draft) => (draft.parameter(LIST, 'q').required = true),
    `${LIST} query q: is required now`,
  ),
  planted(
    'a necessary parameter is new',
    (draft) =>
      draft.operation(LIST).parameters.push({ name: 'site', in: 'query', required: true, schema: { type: 'string' } }),
    `${LIST} query site: is required now`,
  ),
  planted(
    'a bound of a parameter is tighter',
    (draft) => (draft.parameter(LIST, 'limit').schema.maximum = 50),
    `${LIST} query limit: maximum 100 has become 50`,
  ),
  planted(
    'a choice of a parameter is removed',
    (draft) => draft.parameter(LIST, 'sortBy').schema.enum?.pop(),
    `${LIST} query sortBy: relevance is no choice any more`,
  ),
  planted(
    'a parameter is of another type',
    (draft) => (draft.parameter(LIST, 'limit').schema.type = 'string'),
    `${LIST} query limit: type integer has become string`,
  ),
  planted('a body has become necessary', (draft) => (needed(draft).required = true), '/publish body: is required now'),
  planted(
    'a body has another media type',
    (draft) => (needed(draft, CREATE).content = { 'application/xml': { schema: {} } }),
    `${CREATE} application/json: is gone`,
  ),
  planted(
    'a body is not taken any more',
    (draft) => delete draft.operation(CREATE).requestBody,
    `${CREATE} body: is gone`,
  ),
  planted(
    'a member is not taken any more',
    (draft) => delete draft.members('CreatePost').tags,
    `${CREATE} body.tags: is gone`,
  ),
  planted(
    'a member has become necessary',
    (draft) => draft.schema('CreatePost').required?.push('slug'),
    `${CREATE} body.slug: is required now`,
  ),
  planted(
    'a member is shorter than before',
    (draft) => (draft.member('CreatePost', 'title').maxLength = 100),
    `${CREATE} body.title: maxLength 200 has become 100`,
  ),
  planted(
    'a member is longer than before',
    (draft) => (draft.member('CreatePost', 'title').minLength = 2),
    `${CREATE} body.title: minLength 1 has become 2`,
  ),
  planted(
    'items of a list are shorter than before',
    (draft) => (found(draft.member('CreatePost', 'tags').items, 'items').maxLength = 10),
    `${CREATE} body.tags[]: maxLength 50 has become 10`,
  ),
  planted(
    'a list is shorter than before',
    (draft) => (draft.member('CreatePost', 'tags').maxItems = 3),
    `${CREATE} body.tags: maxItems 20 has become 3`,
  ),
  planted(
    'null is not taken any more',
    (draft) => (draft.member('CreatePost', 'excerpt').type = 'string'),
    `${CREATE} body.excerpt: type string or null has become string`,
  ),
  planted(
    'a member has to look otherwise',
    (draft) => (draft.member('CreatePost', 'title').pattern = '^[A-Z]'),
    `${CREATE} body.title: pattern is another one`,
  ),
  planted(
    'a member has become a choice',
    (draft) => (draft.member('CreatePost', 'title').enum = ['News']),
    `${CREATE} body.title: has become a choice of few`,
  ),
  planted('a status is removed', (draft) => delete draft.operation(READ).responses['308'], `${READ} 308: is gone`),
  planted(
    'an answer has another media type',
    (draft) => (found(draft.operation(READ).responses['200'], '200').content = {}),
    `${READ} 200 application/json: is gone`,
  ),
  planted(
    'an answer lacks a header',
    (draft) => delete draft.operation(READ).responses['200']?.headers?.ETag,
    `${READ} 200 header ETag: is gone`,
  ),
  planted(
    'an answer lacks a member',
    (draft) => delete draft.members('PostView').tags,
    `${READ} 200 body.data.tags: is gone`,
  ),
  planted(
    'a member of a member is gone',
    (draft) => delete draft.members('PostAuthorView').name,
    `${READ} 200 body.data.author.name: is gone`,
  ),
  planted(
    'a member may be absent from an answer',
    (draft) => draft.schema('PostView').required?.shift(),
    `${READ} 200 body.data.id: may be absent now`,
  ),
  planted(
    'a member of an answer may be null',
    (draft) => (draft.member('PostView', 'title').type = ['string', 'null']),
    `${READ} 200 body.data.title: type string has become string or null`,
  ),
  planted(
    'a member of an answer is of another format',
    (draft) => delete draft.member('PostView', 'createdAt').format,
    `${READ} 200 body.data.createdAt: format is another one`,
  ),
  planted(
    'an answer may be something else',
    (draft) => draft.member('RevisionView', 'editedBy').oneOf?.push({ type: 'string' }),
    '/revisions/{version} 200 body.data.editedBy: string has come',
  ),
  planted(
    'a problem lacks a member',
    (draft) => delete draft.members('ProblemView').errors,
    `${READ} 404 body.errors: is gone`,
  ),
];

/** Changes that break nobody. */
export const HARMLESS: Planted[] = [
  planted('an operation is new', (draft) => {
    draft.document.paths['/api/v1/news'] = { get: structuredClone(draft.operation(LIST)) };
  }),
  planted('a parameter is new', (draft) =>
    draft.operation(LIST).parameters.push({ name: 'site', in: 'query', schema: { type: 'string' } }),
  ),
  planted('a bound of a parameter is wider', (draft) => (draft.parameter(LIST, 'limit').schema.maximum = 500)),
  planted('a choice of a parameter is new', (draft) =>
    draft.parameter(LIST, 'sortBy').schema.enum?.push('commentCount'),
  ),
  planted('a member may be given', (draft) => (draft.members('CreatePost').site = { type: 'string' })),
  planted('a member need not be given', (draft) => draft.schema('CreatePost').required?.pop()),
  planted('a member may be null', (draft) => (draft.member('CreatePost', 'title').type = ['string', 'null'])),
  planted('a member of an answer is new', (draft) => (draft.members('PostView').site = { type: 'string' })),
  planted('a member is always in an answer', (draft) =>
    draft.schema('PostListItemView').required?.push('highlight', 'favorited'),
  ),
  planted('another role may call', (draft) => draft.operation('GET /api/v1/audit-log')['x-roles'].push('moderator')),
  planted('a key needs no scope', (draft) => draft.operation(CREATE).security.push({ apiKey: [] })),
  planted('a status is new', (draft) => (draft.operation(READ).responses['410'] = { description: 'Gone' })),
  planted('words have changed', (draft) => (draft.operation(READ).description = 'Other words')),
];

function needed(
  draft: Draft,
  operation = 'POST /api/v1/posts/{id}/publish',
): NonNullable<DescribedOperation['requestBody']> {
  return found(draft.operation(operation).requestBody, 'a body');
}
