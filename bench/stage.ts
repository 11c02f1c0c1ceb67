import { join } from 'node:path';
import type { Fixtures } from './fixtures.js';
import { LoadGenerator } from './load.js';
import type { Options } from './options.js';
import { SECRET, startQuire, type Quire } from './quire.js';
import { startServer, type Server } from './server.js';

/** The application in the ways in which it is measured. */
export const QUIRES = ['cached', 'uncached', 'redis', 'redisUncached', 'two', 'twoUncached'] as const;
export type QuireName = (typeof QUIRES)[number];
/** Controls that are servers. */
export type ControlName = 'a' | 'b' | 'c';
export type ServerName = QuireName | ControlName;

interface StageProps {
  options: Options;
  fixtures: Fixtures;
  databaseUrl: string;
  postmaster: number;
  redisUrl?: string;
  tape: string;
}

/** Where scenarios play: servers that start when they are asked for, and the load generator. */
export class Stage {
  readonly load = new LoadGenerator();
  readonly options: Options;
  readonly fixtures: Fixtures;
  /** The process that is the parent of all that PostgreSQL runs. */
  readonly postmaster: number;
  private readonly servers = new Map<ServerName, Promise<Server>>();

  constructor(private readonly props: StageProps) {
    this.options = props.options;
    this.fixtures = props.fixtures;
    this.postmaster = props.postmaster;
  }

  /** Whether some of the servers need a Redis that is not there. */
  lacks(names: readonly ServerName[]): boolean {
    return this.props.redisUrl === undefined && names.some((name) => isQuire(name) && needsRedis(name));
  }

  server(name: ServerName): Promise<Server> {
    const known = this.servers.get(name) ?? this.start(name);
    this.servers.set(name, known);
    return known;
  }

  /** An instance of its own that nothing has asked yet. */
  startAnother(): Promise<Quire> {
    return startQuire(this.props.databaseUrl);
  }

  /** Stops the servers that the next scenario does without, and starts those that it lacks, side by side. */
  async prepare(needed: readonly ServerName[]): Promise<void> {
    await this.stopAllBut(needed);
    await Promise.all(needed.map((name) => this.server(name)));
  }

  async close(): Promise<void> {
    await this.stopAllBut([]);
    await this.load.stop();
  }

  private async stopAllBut(needed: readonly ServerName[]): Promise<void> {
    for (const [name, server] of this.servers) {
      if (needed.includes(name)) continue;
      this.servers.delete(name);
      // Whoever asked for one that did not start has heard of it.
      const started = await server.catch(() => undefined);
      await started?.stop();
    }
  }

  private start(name: ServerName): Promise<Server> {
    const { databaseUrl, redisUrl, tape } = this.props;
    if (isQuire(name)) return startQuire(databaseUrl, variablesOf(name, redisUrl));
    return startServer({
      command: (port) => [
        join(import.meta.dirname, 'controls', `${name}.js`),
        JSON.stringify({ port, databaseUrl, tape, secret: SECRET }),
      ],
      environment: () => ({}),
      readyPath: '/ready',
    });
  }
}

function isQuire(name: ServerName): name is QuireName {
  return (QUIRES as readonly string[]).includes(name);
}

function needsRedis(name: QuireName): boolean {
  return name !== 'cached' && name !== 'uncached';
}

function variablesOf(name: QuireName, redisUrl: string | undefined): Record<string, string> {
  return {
    ...(needsRedis(name) && redisUrl !== undefined && { REDIS_URL: redisUrl }),
    ...(name.startsWith('two') && { WEB_CONCURRENCY: '2' }),
    ...(/uncached$/i.test(name) && { CACHE_ENABLED: 'false' }),
  };
}
