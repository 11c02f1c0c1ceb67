import type { ExecutionContext } from '@nestjs/common';
import { PARAMTYPES_METADATA, ROUTE_ARGS_METADATA } from '@nestjs/common/internal.js';
import type { InputClass } from './validate.js';

/** The classes that an operation declares for its query and body; undefined where it takes none. */
export interface RouteInput {
  query?: InputClass;
  body?: InputClass;
}

/** Nest's numbers of the parameter kinds in its route metadata. */
const BODY = 3;
const QUERY = 4;

const known = new WeakMap<object, RouteInput>();

/** Reads the input classes from the handler's `@Query()` and `@Body()` parameters. */
export function routeInput(context: ExecutionContext): RouteInput {
  const handler = context.getHandler();
  let input = known.get(handler);
  if (!input) known.set(handler, (input = readInput(context.getClass(), handler.name)));
  return input;
}

function readInput(controller: { prototype: object } & object, method: string): RouteInput {
  const types = Reflect.getMetadata(PARAMTYPES_METADATA, controller.prototype, method) as InputClass[] | undefined;
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Record<
    string,
    { index: number }
  >;
  const typeOf = (kind: number): InputClass | undefined => {
    const key = Object.keys(args).find((name) => name.startsWith(`${kind}:`));
    const index = key === undefined ? undefined : args[key]?.index;
    return index === undefined ? undefined : types?.[index];
  };
  return { query: typeOf(QUERY), body: typeOf(BODY) };
}
