import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { read } from './environment.js';
import { noteProblem } from './seen-problems.js';

/** An answer as the contract judges it. */
export interface JudgedAnswer {
  method: string;
  path: string;
  status: number;
  contentType: string;
  text: string;
  /** Left out where they were not kept. */
  headers?: Headers;
}

interface DescribedHeader {
  $ref?: string;
  required?: boolean;
  schema?: { type?: string };
}

interface Answered {
  $ref?: string;
  headers?: Record<string, DescribedHeader>;
  content?: Record<string, { schema: object }>;
}

interface Described {
  responses: Record<string, Answered>;
}

const PROBLEM = { $ref: '#/components/schemas/ProblemView' };
const ANYTHING = {};

/** Those of our own that scripts of other origins can read: they are there only where the document says so. */
const EXPOSED = [
  'ETag',
  'Location',
  'Retry-After',
  'RateLimit',
  'RateLimit-Policy',
  'Idempotent-Replayed',
  'Cache-Status',
];

/** Holds answers against the OpenAPI document: status, headers, media type and every member must be documented (C206). */
export class Contract {
  // A validator judges a few answers: making its code faster would take longer than it saves.
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true, code: { optimize: false } });
  /** By the schema itself: operations share the responses of problems. */
  private readonly compiled = new Map<object, ValidateFunction>();
  private readonly templates: { expression: RegExp; path: string }[];

  /** @param onProblem is told the code of every problem that the contract has admitted. */
  constructor(
    private readonly document: OpenAPIObject,
    private readonly onProblem: (code: string) => void = () => undefined,
  ) {
    addFormats.default(this.ajv);
    this.ajv.addSchema({ $id: 'openapi', components: document.components });
    this.templates = Object.keys(document.paths)
      .sort((a, b) => placeholders(a) - placeholders(b))
      .map((path) => ({ path, expression: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }));
  }

  /** @throws Error that says what the document does not allow. */
  check(answer: JudgedAnswer): void {
    const template = this.templateOf(answer.path);
    const operation = template === undefined ? undefined : this.operation(template, answer.method);
    if (!template || !operation || answer.status === 405) this.checkUndocumented(answer);
    else this.checkDocumented(answer, operation);
    if (answer.contentType.startsWith('application/problem+json') && answer.text !== '')
      this.onProblem((JSON.parse(answer.text) as { code: string }).code);
  }

  /** A path that cannot be decoded is that of no operation. */
  private templateOf(path: string): string | undefined {
    try {
      decodeURIComponent(path);
    } catch {
      return undefined;
    }
    return this.templates.find(({ expression }) => expression.test(path))?.path;
  }

  /** Pages, the document itself and preflights are no operations; whatever fails there is a problem like any other. */
  private checkUndocumented(answer: JudgedAnswer): void {
    if (answer.status >= 400) this.checkBody(answer, PROBLEM);
    else if (answer.method !== 'OPTIONS' && answer.path.startsWith('/api/'))
      throw violation(answer, 'the operation is not documented');
  }

  private checkDocumented(answer: JudgedAnswer, operation: Described): void {
    const { status, text, contentType } = answer;
    const response = this.resolve(operation.responses[String(status)]);
    if (!response) throw violation(answer, `status ${status} is not documented`);
    if (answer.headers) this.checkHeaders(answer, answer.headers, response.headers ?? {});
    if (!response.content) {
      if (text !== '') throw violation(answer, 'a body is not documented');
      return;
    }
    const media = contentType.split(';', 1)[0] ?? '';
    const schema = response.content[media]?.schema;
    if (!schema) throw violation(answer, `media type ${media} is not documented`);
    if (media === 'application/x-ndjson') {
      const lines = text.split('\n').filter((line) => line !== '');
      for (const line of lines) this.checkBody({ ...answer, text: line }, schema);
    } else if (media.endsWith('json')) this.checkBody(answer, schema);
  }

  private checkHeaders(answer: JudgedAnswer, headers: Headers, described: Record<string, DescribedHeader>): void {
    for (const name of EXPOSED) {
      if (headers.has(name) && !(name in described)) throw violation(answer, `header ${name} is not documented`);
    }
    for (const [name, given] of Object.entries(described)) {
      const header = this.resolveHeader(given);
      const value = headers.get(name);
      if (value === null && header.required) throw violation(answer, `header ${name} is missing`);
      if (value === null) continue;
      const validate = this.validator(header.schema ?? ANYTHING);
      if (!validate(header.schema?.type === 'integer' ? Number(value) : value))
        throw violation(answer, `header ${name}: ${this.ajv.errorsText(validate.errors)}: ${value}`);
    }
  }

  private operation(template: string, method: string): Described | undefined {
    const name = method === 'HEAD' ? 'get' : method.toLowerCase();
    return (this.document.paths[template] as Record<string, Described> | undefined)?.[name];
  }

  private resolveHeader(header: DescribedHeader): DescribedHeader {
    const name = header.$ref?.split('/').at(-1);
    if (name === undefined) return header;
    return (this.document.components?.headers as Record<string, DescribedHeader>)[name] ?? header;
  }

  private resolve(response: Answered | undefined): Answered | undefined {
    const name = response?.$ref?.split('/').at(-1);
    if (name === undefined) return response;
    return (this.document.components?.responses as Record<string, Answered>)[name];
  }

  private checkBody(answer: JudgedAnswer, schema: object): void {
    if (answer.method === 'HEAD') return;
    const validate = this.validator(schema);
    if (validate(JSON.parse(answer.text))) return;
    throw violation(answer, `${this.ajv.errorsText(validate.errors)}\n${answer.text.slice(0, 1000)}`);
  }

  private validator(schema: object): ValidateFunction {
    let validate = this.compiled.get(schema);
    if (!validate) {
      const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components')) as object;
      this.compiled.set(schema, (validate = this.ajv.compile(rooted)));
    }
    return validate;
  }
}

/** Jest and the commands are all started from the root of the repository. */
const FILE = 'openapi.json';

/** The contract of the committed document, which test/openapi.spec.ts holds against the code. */
export const COMMITTED = new Contract(JSON.parse(readFileSync(FILE, 'utf8')) as OpenAPIObject, (code) => {
  const folder = read('folder');
  if (folder !== undefined) noteProblem(code, folder);
});

function placeholders(path: string): number {
  return path.split('{').length;
}

function violation({ method, path, status }: JudgedAnswer, reason: string): Error {
  return new Error(`${method} ${path} → ${status} breaks the OpenAPI document: ${reason}`);
}
