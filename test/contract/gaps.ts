import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import {
  operationsOf,
  resolve,
  type Described,
  type DescribedOperation,
  type DescribedResponse,
  type Media,
  type Parameter,
  type Schema,
} from './compatibility/described.js';

const BOUNDS = ['maxLength', 'maximum', 'enum', 'pattern'] as const;

/** What a reader of the document has to guess: one line for each thing that it leaves open. */
export function gapsOf(document: Described): string[] {
  const examiner = new Examiner(document);
  const open = Object.entries(document.components.schemas)
    .filter(([, { properties, additionalProperties }]) => properties && additionalProperties !== false)
    .map(([name]) => `${name}: admits members that it does not name`);
  return [...[...operationsOf(document)].flatMap(([name, operation]) => examiner.examine(name, operation)), ...open];
}

class Examiner {
  private readonly ajv = new Ajv2020({ strict: false });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly schemes: Set<string>;

  constructor(private readonly document: Described) {
    addFormats.default(this.ajv);
    this.ajv.addSchema({ $id: 'openapi', components: document.components });
    this.schemes = new Set(Object.keys(document.components.securitySchemes));
  }

  examine(name: string, operation: DescribedOperation): string[] {
    const { parameters, requestBody, responses, security } = operation;
    const strange = security.flatMap((way) => Object.keys(way)).filter((scheme) => !this.schemes.has(scheme));
    const roles = operation['x-roles'];
    return [
      ...wordless(operation, 'summary').map((gap) => `${name}: ${gap}`),
      ...wordless(operation, 'description').map((gap) => `${name}: ${gap}`),
      ...(roles.length === 0 ? [`${name}: no role`] : []),
      ...strange.map((scheme) => `${name}: unknown scheme ${scheme}`),
      ...parameters.flatMap((parameter) =>
        this.parameterGaps(parameter).map((gap) => `${name} ${parameter.name}: ${gap}`),
      ),
      ...this.contentGaps(requestBody?.content).map((gap) => `${name} request ${gap}`),
      ...Object.entries(responses).flatMap(([status, response]) =>
        this.responseGaps(status, response).map((gap) => `${name} ${status}${gap}`),
      ),
      ...this.codeGaps(operation).map((gap) => `${name}: ${gap}`),
    ];
  }

  private parameterGaps(parameter: Parameter): string[] {
    const { schema, example } = parameter;
    const isBounded = schema.type === 'boolean' || BOUNDS.some((bound) => bound in schema);
    return [
      ...wordless(parameter, 'description'),
      ...(isBounded ? [] : ['no bounds']),
      ...this.exampleGaps(schema, example),
    ];
  }

  private responseGaps(status: string, reference: DescribedResponse): string[] {
    const response = resolve<DescribedResponse>(reference, this.document.components.responses);
    const isProblem = status >= '400' && !('application/json' in (response.content ?? {}));
    const untold = isProblem && codesOf(response).length === 0;
    return [
      ...wordless(response, 'description').map((gap) => `: ${gap}`),
      ...(untold ? [': no problem codes'] : []),
      ...this.contentGaps(response.content).map((gap) => ` ${gap}`),
    ];
  }

  private contentGaps(content: Record<string, Media> = {}): string[] {
    return Object.entries(content).flatMap(([type, { schema, example, examples }]) => {
      const shown = examples ? Object.values(examples).map(({ value }) => value) : [example];
      return shown.flatMap((value) => this.exampleGaps(schema, value).map((gap) => `${type}: ${gap}`));
    });
  }

  private exampleGaps(schema: Schema, example: unknown): string[] {
    if (example === undefined) return ['no example'];
    const validate = this.validator(schema);
    return validate(example) ? [] : [`its example is refused: ${this.ajv.errorsText(validate.errors)}`];
  }

  private validator(schema: Schema): ValidateFunction {
    const text = JSON.stringify(schema).replaceAll('"#/components', '"openapi#/components');
    let validate = this.compiled.get(text);
    if (!validate) this.compiled.set(text, (validate = this.ajv.compile(JSON.parse(text) as object)));
    return validate;
  }

  /** The codes of all statuses together are those that the operation names, and each has its example. */
  private codeGaps(operation: DescribedOperation): string[] {
    const named = operation['x-problem-codes'];
    const told = Object.values(operation.responses).flatMap((response) =>
      codesOf(resolve<DescribedResponse>(response, this.document.components.responses)),
    );
    return [
      ...named.filter((code) => !told.includes(code)).map((code) => `${code} has no status`),
      ...told.filter((code) => !named.includes(code)).map((code) => `${code} is not in x-problem-codes`),
    ];
  }
}

function codesOf({ content = {} }: DescribedResponse): string[] {
  return Object.keys(content['application/problem+json']?.examples ?? {});
}

function wordless<Name extends 'summary' | 'description'>(part: Partial<Record<Name, string>>, name: Name): string[] {
  return part[name]?.trim() ? [] : [`no ${name}`];
}
