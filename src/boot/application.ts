import { setTimeout as delay } from 'node:timers/promises';
import type { LoggerService, NestApplicationOptions } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { configureApp } from '../configure-app.js';
import { announceDraining, Readiness } from '../health/index.js';
import type { Config } from '../platform/config/index.js';
import { createAdapter } from '../platform/http/index.js';
import { giveBackMemoryWhenIdle } from './give-back-memory.js';
import { explainListenFailure } from './listen-failure.js';
import type { Shutdown } from './shutdown.js';

/** Milliseconds that requests in flight have to finish once no new ones are accepted, and to go away once cut. */
const LONGEST_REQUEST = 10_000;
const CUT = 1_000;

/**
 * Connections that may wait to be accepted, as many as Linux allows unless told otherwise. Node accepts few at a time, and
 * whoever finds no room tries again a second later: its own 511 are soon full where many connect at once.
 */
const BACKLOG = 4_096;

/** Makes the application, all of it but the port. */
export async function createApplication(
  config: Config,
  log: LoggerService,
  shutdown: Shutdown,
): Promise<NestFastifyApplication> {
  const options: NestApplicationOptions = { logger: log, bodyParser: false, abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(config), createAdapter(config), options);
  await shutdown.beforeExit({ name: 'application', work: () => drain(app, config) });
  await configureApp(app);
  announceDraining(app.getHttpAdapter().getInstance(), app.get(Readiness));
  return app.init();
}

/** @throws BootError when the port cannot be opened. */
export async function listen(app: NestFastifyApplication, { server }: Config, log: LoggerService): Promise<void> {
  try {
    await app.listen({ port: server.port, host: server.host, backlog: BACKLOG });
  } catch (error) {
    throw explainListenFailure(error, server);
  }
  log.log({ msg: `Listening on ${server.host}:${server.port}`, host: server.host, port: server.port }, 'boot');
  giveBackMemoryWhenIdle();
}

/**
 * Leaves without losing a request: tells the balancer, gives it time to notice, accepts no more, lets those in flight
 * finish, and only then closes what they use.
 *
 * @throws Error when some did not finish in time and were cut.
 */
async function drain(app: NestFastifyApplication, { server }: Config): Promise<void> {
  app.get(Readiness).drain();
  await delay(server.shutdownDelay * 1000);
  const closed = app.close().then(() => true);
  if (await Promise.race([closed, delay(LONGEST_REQUEST, false, { ref: false })])) return;
  app.getHttpServer().closeAllConnections();
  await Promise.race([closed, delay(CUT, false, { ref: false })]);
  throw new Error(`Requests were cut that had not finished ${LONGEST_REQUEST / 1000} s after the last was accepted`);
}
