import { RouteConfig as fastifyRouteConfig } from '@nestjs/platform-fastify';
import { FASTIFY_ROUTE_CONFIG_METADATA } from '@nestjs/platform-fastify/constants.js';
import type { Role, Scope } from '../../context/index.js';
import type { RouteInput } from '../input/route-input.js';

/** What the hooks that run before Nest know of a route; written by decorators on its handler. */
export interface RouteSettings {
  /** Who may call: everybody, any signed-in account, or accounts of these roles. Absent: any signed-in account. */
  access?: 'public' | readonly Role[];
  /** What an API key needs to call it, all of these; absent: no key may. */
  scopes?: readonly Scope[];
  /** Closed to accounts that have not verified their email address, where the configuration asks for that. */
  verifiedEmail?: boolean;
  /** A public call that never reads a token as a user's (sign-in calls, whose caller may hold an ended one). */
  ignoresToken?: boolean;
  /** Bytes of body that the route accepts, where the general limit is too small. */
  bodyLimit?: number;
  /** The media type of what is read, with its parameters, where it is not JSON. */
  media?: string;
  /** The status of its answers when all goes well. */
  status?: number;
  /** What its query and its body are checked against. */
  input?: RouteInput;
  /** Its answers to anonymous callers are kept; see the response cache. */
  cached?: boolean;
  /** NDJSON takes the place of JSON: as the body, a stream without a limit of length, or as the answer. */
  ndjson?: 'body' | 'answer';
  /** Names of rate limits that apply besides the overall one. */
  rateLimits?: readonly RateLimitPolicy[];
  /** Not counted by the overall rate limit (probes, metrics). */
  unlimited?: boolean;
}

export interface RateLimitPolicy {
  name: string;
  /** Requests in one window. */
  limit: number;
  /** Seconds. */
  window: number;
}

declare module 'fastify' {
  // An interface merges with the declaration of the same name, which a type alias cannot.
  // eslint-disable-next-line @typescript-eslint/no-empty-object-type
  interface FastifyContextConfig extends RouteSettings {}
}

/** A decorator that adds settings to the route of a handler; several of them add up. */
export function routeSettings(settings: RouteSettings): MethodDecorator {
  return (target, key, descriptor) => {
    const before = settingsOf(descriptor.value as object);
    fastifyRouteConfig({ ...before, ...settings })(target, key, descriptor);
  };
}

/** The settings that decorators have written on a handler. */
export function settingsOf(handler: object): RouteSettings {
  return (Reflect.getMetadata(FASTIFY_ROUTE_CONFIG_METADATA, handler) as RouteSettings | undefined) ?? {};
}
