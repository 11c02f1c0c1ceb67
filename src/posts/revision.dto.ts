import { Injectable, type PipeTransform } from '@nestjs/common';
import { PageQuery, QueryInteger } from '../platform/http/index.js';
import { notFound } from '../platform/problem/index.js';

/** What PostgreSQL keeps versions in. */
const LARGEST = 2 ** 31 - 1;

/** The query of `GET /posts/{id}/revisions`. */
export class RevisionsQuery extends PageQuery {}

/** The query of `GET /posts/{id}/revisions/{version}/diff`. */
export class RevisionDiffQuery {
  @QueryInteger({
    min: 1,
    max: LARGEST,
    optional: true,
    description: 'Version of another revision of the post; the one before when it is left out',
  })
  against?: number;
}

/** A version in the path: what cannot be one names nothing. */
@Injectable()
export class VersionParam implements PipeTransform<string, number> {
  transform(value: string): number {
    const version = /^[1-9]\d{0,9}$/.test(value) ? Number(value) : Infinity;
    if (version > LARGEST) throw notFound();
    return version;
  }
}
