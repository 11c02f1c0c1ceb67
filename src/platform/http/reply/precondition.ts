import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { preconditionFailed } from '../../problem/index.js';
import { matchedVersions } from './entity-tag.js';
import { represent } from './representation.js';
import type { Resource } from './reply.js';

/** What a precondition needs to know of the row that is about to change. */
export interface VersionedState {
  version: number;
  /** For each member, the version that last changed it. */
  fieldVersions: Record<string, number>;
}

/** The `If-Match` of a request, to be held against the locked row. */
export class Precondition {
  private constructor(private readonly versions: '*' | number[]) {}

  /** No condition: every version will do. */
  static readonly none = new Precondition('*');

  static parse(header: string | undefined): Precondition {
    return header === undefined ? Precondition.none : new Precondition(matchedVersions(header));
  }

  /**
   * @param current makes the resource as the caller would read it, for the `ETag` of a refusal.
   * @throws PRECONDITION_FAILED with `changedFields` when the row is at another version than the caller's.
   */
  check(state: VersionedState, current: () => Resource<unknown>): void {
    if (this.versions === '*' || this.versions.includes(state.version)) return;
    const { etag } = represent(current());
    throw preconditionFailed({
      detail: `The resource is at version ${state.version}`,
      extras: { changedFields: this.changedSince(state) },
      headers: etag ? { ETag: etag } : {},
    });
  }

  private changedSince({ fieldVersions }: VersionedState): string[] {
    const known = this.versions === '*' ? 0 : Math.max(0, ...this.versions);
    return Object.keys(fieldVersions).filter((field) => (fieldVersions[field] ?? 0) > known);
  }
}

/** The request's `If-Match` as a {@link Precondition}. */
export const IfMatch = createParamDecorator((_: unknown, context: ExecutionContext): Precondition => {
  return Precondition.parse(context.switchToHttp().getRequest<FastifyRequest>().headers['if-match']);
});
