import { Catch, HttpStatus, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Thrown where a tag was asked for by a slug that it no longer has. */
export class MovedTag extends Error {
  /** @param slug the present one. */
  constructor(readonly slug: string) {
    super(`The tag has moved to ${slug}`);
  }
}

const BELOW_TAG = /^(\/api\/v1\/tags\/)[^/?]+/;

/** Leads the client on, with its method and body. Not to be kept, because the tag may take the old slug again. */
@Catch(MovedTag)
export class MovedTagFilter implements ExceptionFilter<MovedTag> {
  catch({ slug }: MovedTag, host: ArgumentsHost): void {
    const { url } = host.switchToHttp().getRequest<FastifyRequest>();
    const headers = { Location: url.replace(BELOW_TAG, `$1${slug}`), 'Cache-Control': 'no-store' };
    void host.switchToHttp().getResponse<FastifyReply>().code(HttpStatus.PERMANENT_REDIRECT).headers(headers).send();
  }
}
