import { Controller, Get, Module, Req, Res } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { readTape } from '../tape.js';
import { setHeaders, tellAboutRequests } from './bare-server.js';
import { readSettings } from './settings.js';

const settings = readSettings();
const answers = new Map(
  readTape(settings.tape).answers.map(({ path, status, cachedHeaders = {}, etag, body }) => [
    path,
    { status, headers: cachedHeaders, etag, body: Buffer.from(body) },
  ]),
);

/** Control (c): a bare Nest on Fastify, with a route that returns bytes which it has. */
@Controller()
class BytesController {
  @Get('ready')
  ready(): string {
    return 'ready';
  }

  @Get('api/v1/posts/:slug')
  read(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Buffer | undefined {
    const answer = answers.get(request.url);
    if (answer) setHeaders(request, reply, answer);
    return answer?.body;
  }
}

@Module({ controllers: [BytesController] })
class BytesModule {}

const adapter = new FastifyAdapter({ genReqId: () => uuidv7() });
const app = await NestFactory.create<NestFastifyApplication>(BytesModule, adapter, { logger: false });
tellAboutRequests(adapter.getInstance());
await app.listen(settings.port, '127.0.0.1');
