import {
  Body,
  Controller,
  Module,
  Param,
  Post,
  Query,
  type DynamicModule,
  type NestApplicationOptions,
} from '@nestjs/common';
import { APP_FILTER, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import { ConfigModule, loadConfig, type Config } from '../../src/platform/config/index.js';
import { currentContext, type Role } from '../../src/platform/context/index.js';
import { Database, DatabaseModule } from '../../src/platform/database/index.js';
import { IdempotencyModule, IdempotencyStep } from '../../src/platform/http/idempotency/index.js';
import {
  createAdapter,
  created,
  HANDLER_STEPS,
  HandlerSteps,
  HttpModule,
  identifyRequests,
  InputStep,
  nothing,
  Operation,
  ProblemFilter,
  Resource,
  TextField,
  type HandlerStep,
} from '../../src/platform/http/index.js';
import { createLogger, ObservabilityModule } from '../../src/platform/observability/index.js';
import { notFound } from '../../src/platform/problem/index.js';

/** What the handlers of the test wait for; tests put a gate here to hold a request in the middle. */
export const handlers = { calls: 0, middle: (): Promise<void> => Promise.resolve() };

const INSERT = { name: 'orders.insert', text: 'INSERT INTO orders (item) VALUES ($1) RETURNING id' };

class OrderInput {
  @TextField({ max: 100 })
  item!: string;

  @TextField({ max: 100, optional: true })
  note?: string;
}

class OrderQuery {
  @TextField({ max: 10, optional: true })
  express?: string;
}

class OrderView {
  item!: string;
}

@Controller('api/v1')
class OrdersController {
  constructor(private readonly database: Database) {}

  @Post(['orders', 'gifts', 'auth/orders'])
  @Operation({ summary: 'Order', description: 'One item.', success: created(OrderView) })
  create(@Body() body: OrderInput, @Query() { express }: OrderQuery): Promise<Resource<unknown>> {
    return this.insert(express ? `${body.item}, express` : body.item);
  }

  @Post('orders/:item/confirm')
  @Operation({ summary: 'Confirm an order', description: 'By its item.', success: nothing() })
  async confirm(@Param('item') item: string): Promise<void> {
    await this.insert(item);
  }

  private async insert(item: string): Promise<Resource<unknown>> {
    handlers.calls += 1;
    return this.database.transaction(async () => {
      const [row] = await this.database.query<{ id: number }>(INSERT, [item]);
      await handlers.middle();
      if (item === 'unknown') throw notFound({ detail: 'No such item' });
      return new Resource({ id: row?.id, item, at: new Date() }, 1, `/api/v1/orders/${String(row?.id)}`);
    });
  }
}

@Module({})
class OrdersModule {
  static of(config: Config): DynamicModule {
    return {
      module: OrdersModule,
      imports: [ConfigModule.of(config), ObservabilityModule, DatabaseModule, HttpModule, IdempotencyModule],
      controllers: [OrdersController],
      providers: [
        { provide: APP_FILTER, useClass: ProblemFilter },
        HandlerSteps,
        InputStep,
        {
          provide: HANDLER_STEPS,
          inject: [InputStep, IdempotencyStep],
          useFactory: (...steps: HandlerStep[]) => steps,
        },
      ],
    };
  }
}

/** One instance of a small application whose callers say who they are. */
export async function startInstance(databaseUrl: string): Promise<{ url: string; app: NestFastifyApplication }> {
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    JWT_SECRET: 'a-secret-of-this-test-0123456789-abcdef',
  });
  const options: NestApplicationOptions = { logger: createLogger(config), abortOnError: false };
  const app = await NestFactory.create<NestFastifyApplication>(OrdersModule.of(config), createAdapter(config), options);
  const fastify = app.getHttpAdapter().getInstance();
  identifyRequests(fastify);
  app.get(HandlerSteps).surround(fastify);
  fastify.addHook('preHandler', (request, _reply, done) => {
    const [userId, role = 'user'] = String(request.headers['x-caller'] ?? '').split(' ');
    const context = currentContext();
    if (context && userId) context.principal = { userId, sessionId: userId, role: role as Role, emailVerified: true };
    done();
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return { app, url: `http://127.0.0.1:${port}/api/v1` };
}
