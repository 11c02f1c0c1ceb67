import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An answer as the contract judges it. */
export interface JudgedAnswer {
  method: string;
  path: string;
  status: number;
  contentType: string;
  text: string;
}

interface Answered {
  $ref?: string;
  content?: Record<string, { schema: object }>;
}

interface Described {
  responses: Record<string, Answered>;
}

/** Holds answers against the OpenAPI document: status, media type and every member must be documented (C206). */
export class Contract {
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly templates: { expression: RegExp; path: string }[];

  constructor(private readonly document: OpenAPIObject) {
    addFormats.default(this.ajv);
    this.ajv.addSchema({ $id: 'openapi', components: document.components });
    this.templates = Object.keys(document.paths)
      .sort((a, b) => placeholders(a) - placeholders(b))
      .map((path) => ({ path, expression: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }));
  }

  /** @throws Error that says what the document does not allow. */
  check(answer: JudgedAnswer): void {
    const template = this.templates.find(({ expression }) => expression.test(answer.path))?.path;
    const operation = template === undefined ? undefined : this.operation(template, answer.method);
    if (!template || !operation || answer.status === 405) {
      if (answer.status >= 400) this.checkBody(answer, 'problem', { $ref: '#/components/schemas/ProblemView' });
      return;
    }
    const response = this.resolve(operation.responses[String(answer.status)]);
    if (!response) throw violation(answer, `status ${answer.status} is not documented`);
    const media = answer.contentType.split(';', 1)[0] ?? '';
    const schema = response.content?.[media]?.schema;
    if (!schema && answer.text === '') return;
    if (!schema) throw violation(answer, `media type ${media} is not documented`);
    if (media === 'application/x-ndjson') {
      const lines = answer.text.split('\n').filter((line) => line !== '');
      for (const text of lines) this.checkBody({ ...answer, text }, `${answer.method} ${template}`, schema);
    } else if (media.endsWith('json')) this.checkBody(answer, `${answer.method} ${template} ${answer.status}`, schema);
  }

  private operation(template: string, method: string): Described | undefined {
    const name = method === 'HEAD' ? 'get' : method.toLowerCase();
    return (this.document.paths[template] as Record<string, Described> | undefined)?.[name];
  }

  private resolve(response: Answered | undefined): Answered | undefined {
    const name = response?.$ref?.split('/').at(-1);
    if (name === undefined) return response;
    return (this.document.components?.responses as Record<string, Answered>)[name];
  }

  private checkBody(answer: JudgedAnswer, name: string, schema: object): void {
    if (answer.method === 'HEAD') return;
    const validate = this.validator(name, schema);
    if (validate(JSON.parse(answer.text))) return;
    throw violation(answer, `${this.ajv.errorsText(validate.errors)}\n${answer.text.slice(0, 1000)}`);
  }

  private validator(name: string, schema: object): ValidateFunction {
    let validate = this.compiled.get(name);
    if (!validate) {
      const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components')) as object;
      this.compiled.set(name, (validate = this.ajv.compile(rooted)));
    }
    return validate;
  }
}

const FILE = join(import.meta.dirname, '../../openapi.json');

/** The contract of the committed document, which test/openapi.spec.ts holds against the code. */
export const COMMITTED = new Contract(JSON.parse(readFileSync(FILE, 'utf8')) as OpenAPIObject);

function placeholders(path: string): number {
  return path.split('{').length;
}

function violation({ method, path, status }: JudgedAnswer, reason: string): Error {
  return new Error(`${method} ${path} → ${status} breaks the OpenAPI document: ${reason}`);
}
