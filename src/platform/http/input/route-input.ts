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

/** Reads the input classes from the `@Query()` and `@Body()` parameters of a controller's method. */
export function readInput(prototype: object, method: string | symbol): RouteInput {
  const types = Reflect.getMetadata(PARAMTYPES_METADATA, prototype, method) as InputClass[] | undefined;
  const args = (Reflect.getMetadata(ROUTE_ARGS_METADATA, prototype.constructor, method) ?? {}) as Record<
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
