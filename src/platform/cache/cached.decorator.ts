import { applyDecorators } from '@nestjs/common';
import { ApiExtension, CACHED_EXTENSION, routeSettings } from '../http/index.js';

/**
 * Keeps the answers that a public GET operation gives to anonymous callers. Its handler answers `200` with a reply or
 * throws, depends on path and query only, and tells through `CacheTags.shows` every row and list that it shows.
 */
export function Cached(): MethodDecorator {
  return applyDecorators(routeSettings({ cached: true }), ApiExtension(CACHED_EXTENSION, true));
}
