import { Injectable, Logger, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { Config } from '../config/index.js';
import { withDeadline } from './deadline.js';
import { isRefusal, openClient, type RedisClient } from './redis-client.js';
import { RateLimitedLog } from './rate-limited-log.js';
import type { RedisScript } from './redis-script.js';
import { RedisUnavailable } from './redis-unavailable.js';

/** Milliseconds that an attempt to connect may take, and that a boot waits for the first; longer where a command may take longer. */
const CONNECT_TIMEOUT = 1_000;
/** Milliseconds between heartbeats, and of silence after which a connection is given up and made anew. */
const HEARTBEAT = 500;
const PATIENCE = 2_000;

/**
 * The process's one connection to Redis. It never delays a boot by more than a second, or a command by more than its timeout: while the
 * server is away or silent every command fails at once, and the connection returns by itself within about a second.
 */
@Injectable()
export class RedisConnection implements OnModuleInit, OnApplicationShutdown {
  private readonly log = new RateLimitedLog(new Logger('Redis'), 5_000);
  private readonly opened: RedisClient | undefined;
  private readonly commandTimeout: number;
  private readonly connectTimeout: number;
  private heartbeat: NodeJS.Timeout | undefined;
  /** Since when the server owes an answer, by `performance.now()`. */
  private silentSince: number | undefined;
  private down = false;
  private losses = 0;
  private returnedAt = 0;

  constructor({ redis }: Config) {
    this.commandTimeout = redis.commandTimeout;
    this.connectTimeout = Math.max(CONNECT_TIMEOUT, redis.commandTimeout);
    if (redis.url === undefined) return;
    this.opened = openClient(redis.url, this.connectTimeout)
      .on('ready', () => {
        this.returned();
      })
      .on('error', (error: Error) => {
        this.lost(error);
      });
  }

  /** Whether a Redis is configured. */
  get enabled(): boolean {
    return this.opened !== undefined;
  }

  /** Whether it is connected and answers. */
  get available(): boolean {
    return this.opened?.isReady === true && this.silentSince === undefined;
  }

  /** How often it went away or fell silent since the start; what was sent around that moment may not have been done. */
  get outages(): number {
    return this.losses;
  }

  /** When it last came (back), by `performance.now()`. */
  get availableSince(): number {
    return this.returnedAt;
  }

  /** The client itself, for libraries that bring their own commands. Undefined when no Redis is configured. */
  get client(): RedisClient | undefined {
    return this.opened;
  }

  /** Waits for the first connection or its first failure, whichever comes first: a boot never depends on Redis. */
  async onModuleInit(): Promise<void> {
    const client = this.opened;
    if (!client) return;
    this.heartbeat = setInterval(() => {
      this.beat(client);
    }, HEARTBEAT).unref();
    const settled = new Promise<void>((resolve) => {
      client.once('ready', resolve).once('error', () => {
        resolve();
      });
    });
    this.connect(client);
    await withDeadline(settled, this.connectTimeout).catch(() => undefined);
  }

  onApplicationShutdown(): void {
    clearInterval(this.heartbeat);
    if (this.opened?.isOpen) this.opened.destroy();
  }

  /**
   * Runs a script in one round trip (a second one the first time that a server meets it).
   *
   * @throws RedisUnavailable when there is no answer; ErrorReply when the server refuses.
   */
  async run(script: RedisScript, keys: string[], values: string[]): Promise<unknown> {
    const client = this.opened;
    if (!client || !this.available) throw new RedisUnavailable('Redis is away');
    const options = { keys, arguments: values };
    const reply = client.evalSha(script.digest, options).catch((error: unknown) => {
      if (isRefusal(error) && error.message.startsWith('NOSCRIPT')) return client.eval(script.text, options);
      throw error;
    });
    return this.answered(reply);
  }

  /**
   * Runs a script whose effect others must not miss. It is sent with its whole text, so that no second round trip is ever
   * needed, and to a server that is only silent as well, to be done when it wakes.
   *
   * @throws RedisUnavailable, at once when the server is away or silent; ErrorReply when it refuses.
   */
  async tell(script: RedisScript, keys: string[], values: string[]): Promise<void> {
    const client = this.opened;
    if (!client?.isReady) throw new RedisUnavailable('Redis is away');
    const silent = !this.available;
    const reply = client.eval(script.text, { keys, arguments: values });
    if (!silent) await this.answered(reply);
    else {
      reply.catch(() => undefined);
      throw new RedisUnavailable('Redis is silent');
    }
  }

  private async answered<T>(reply: Promise<T>): Promise<T> {
    try {
      return await withDeadline(reply, this.commandTimeout);
    } catch (error) {
      if (isRefusal(error)) throw error;
      if (error instanceof RedisUnavailable) this.silent(error);
      throw error instanceof RedisUnavailable ? error : new RedisUnavailable('Redis is away', { cause: error });
    }
  }

  /** Notices silence also when nobody asks, and ends a connection from which nothing comes any more. */
  private beat(client: RedisClient): void {
    if (!client.isReady) return;
    if (this.silentSince === undefined) {
      this.answered(client.ping()).catch(() => undefined);
    } else if (performance.now() - this.silentSince > PATIENCE) {
      client.destroy();
      this.silentSince = undefined;
      this.connect(client);
    }
  }

  private connect(client: RedisClient): void {
    client.connect().catch((error: unknown) => {
      if (client.isOpen) this.log.warn(`Redis cannot be connected: ${String(error)}`);
    });
  }

  /** The late answer to one more command, whenever it comes, ends the silence. */
  private silent(reason: Error): void {
    const client = this.opened;
    if (this.silentSince !== undefined || !client?.isReady) return;
    this.lost(reason);
    const since = (this.silentSince = performance.now());
    client.ping().then(
      () => {
        if (this.silentSince === since) this.returned();
      },
      () => undefined,
    );
  }

  private lost(reason: Error): void {
    if (!this.down) this.losses += 1;
    this.down = true;
    this.log.warn(`Redis is away, so each instance counts and reads for itself: ${reason.message}`);
  }

  private returned(): void {
    this.silentSince = undefined;
    this.returnedAt = performance.now();
    if (this.down) this.log.info('Redis is back');
    this.down = false;
  }
}
