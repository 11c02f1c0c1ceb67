import { applyDecorators, HttpCode, HttpStatus } from '@nestjs/common';
import { ApiExtension, ApiExtraModels, ApiOperation, ApiResponse, getSchemaPath } from '../documentation/decorators.js';
import type { ProblemDefinition } from '../../problem/index.js';
import { NDJSON, readInput } from '../input/index.js';
import { routeSettings } from '../routing/index.js';
import { LARGEST_PAGE, PageLinksView, PageMetaView } from './page.views.js';

type ViewClass = new () => object;

/** What an operation answers when all goes well. */
export interface Success {
  status: HttpStatus;
  description: string;
  models: ViewClass[];
  schema?: object;
  /** The media type with its parameters, where it is not JSON. */
  media?: string;
  /** Whether it carries an entity tag. */
  tagged: boolean;
}

/** One versioned resource. */
export function one(view: ViewClass): Success {
  return { status: HttpStatus.OK, description: view.name, models: [view], schema: envelope(ref(view)), tagged: true };
}

/** One new resource, with its `Location`. */
export function created(view: ViewClass): Success {
  return { ...one(view), status: HttpStatus.CREATED };
}

/** One answer that is not a versioned resource. */
export function answer(view: ViewClass, status = HttpStatus.OK): Success {
  return { status, description: view.name, models: [view], schema: envelope(ref(view)), tagged: false };
}

/** A page of a list. */
export function pageOf(view: ViewClass): Success {
  const parts = { meta: ref(PageMetaView), links: ref(PageLinksView) };
  const schema = envelope({ type: 'array', items: ref(view), maxItems: LARGEST_PAGE }, parts);
  const models = [view, PageMetaView, PageLinksView];
  return { status: HttpStatus.OK, description: `A page of ${view.name}`, models, schema, tagged: true };
}

/** A whole list of at most so many. */
export function listOf(view: ViewClass, maxItems: number): Success {
  const schema = envelope({ type: 'array', items: ref(view), maxItems });
  return { status: HttpStatus.OK, description: `All ${view.name}`, models: [view], schema, tagged: true };
}

/** A stream of NDJSON: one of these on each line. */
export function ndjsonOf(view: ViewClass): Success {
  const description = `One ${view.name} on each line`;
  return { status: HttpStatus.OK, description, models: [view], schema: ref(view), media: NDJSON, tagged: false };
}

/** A document in a format of its own: JSON of a view, or a text such as the example. */
export function document(media: string, description: string, content: ViewClass | { example: string }): Success {
  const view = 'example' in content ? undefined : content;
  const schema = view ? ref(view) : { type: 'string', ...content };
  return { status: HttpStatus.OK, description, models: view ? [view] : [], schema, media, tagged: true };
}

/** Nothing to say: 204. */
export function nothing(): Success {
  return { status: HttpStatus.NO_CONTENT, description: 'Done', models: [], tagged: false };
}

/** Something will be done behind the request: 202. */
export function accepted(): Success {
  return { status: HttpStatus.ACCEPTED, description: 'Accepted', models: [], tagged: false };
}

export interface OperationOptions {
  summary: string;
  description: string;
  success: Success;
  /** What this operation in particular may refuse with; what every operation may is added by the document. */
  problems?: ProblemDefinition[];
  /** Whether it honours `If-Match`. */
  conditional?: boolean;
}

/** The security scheme of those who read the metrics. */
export const METRICS_SCHEME = 'metricsToken';

export const PROBLEMS_EXTENSION = 'x-problem-codes';
export const CONDITIONAL_EXTENSION = 'x-conditional';
export const TAGGED_EXTENSION = 'x-tagged';
/** Closed to accounts without a verified email address, where the configuration asks for one. */
export const VERIFIED_EMAIL_EXTENSION = 'x-verified-email';
/** Answers to anonymous callers are kept. */
export const CACHED_EXTENSION = 'x-cached';
/** Left out of the overall rate limit. */
export const UNLIMITED_EXTENSION = 'x-unlimited';
/** The body is a stream. */
export const STREAMED_EXTENSION = 'x-streamed';

/** Documents an operation, and sets the status and the media type that it answers with. */
export function Operation(options: OperationOptions): MethodDecorator {
  const { summary, description, success, problems = [], conditional = false } = options;
  const { status, models, schema, media, tagged } = success;
  const [type = ''] = (media ?? 'application/json').split(';', 1);
  const content = schema && { [type]: { schema } };
  return applyDecorators(
    HttpCode(status),
    takesInput,
    routeSettings({ media, status }),
    ApiOperation({ summary, description }),
    ApiExtraModels(...models),
    ApiResponse({ status, description: success.description, ...(content && { content }) }),
    ApiExtension(
      PROBLEMS_EXTENSION,
      problems.map(({ code }) => code),
    ),
    ...(conditional ? [ApiExtension(CONDITIONAL_EXTENSION, true)] : []),
    ...(tagged ? [ApiExtension(TAGGED_EXTENSION, true)] : []),
  );
}

/** Tells the route what its handler takes: the classes of its `@Query()` and `@Body()`. */
const takesInput: MethodDecorator = (controller, method, handler) => {
  routeSettings({ input: readInput(controller, method) })(controller, method, handler);
};

function envelope(data: object, others: Record<string, object> = {}): object {
  const properties = { data, ...others };
  return { type: 'object', required: Object.keys(properties), properties };
}

function ref(view: ViewClass): { $ref: string } {
  return { $ref: getSchemaPath(view) };
}
