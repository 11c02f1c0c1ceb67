import { Catch, HttpStatus, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Thrown where a post was asked for by a slug that it no longer has. */
export class MovedPost extends Error {
  /** @param slug the present one. */
  constructor(readonly slug: string) {
    super(`The post has moved to ${slug}`);
  }
}

/** The path of a post. */
export function postPath(idOrSlug: string): string {
  return `/api/v1/posts/${idOrSlug}`;
}

/** Leads the client on, with its query: `308` keeps its method. Not to be kept, because the post may take the old slug again. */
@Catch(MovedPost)
export class MovedPostFilter implements ExceptionFilter<MovedPost> {
  catch({ slug }: MovedPost, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const { search } = new URL(http.getRequest<FastifyRequest>().url, 'http://localhost');
    const headers = { Location: postPath(slug) + search, 'Cache-Control': 'no-store' };
    void http.getResponse<FastifyReply>().code(HttpStatus.PERMANENT_REDIRECT).headers(headers).send();
  }
}
