import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

export interface RequestOutcome {
  method: string;
  /** The template (`/api/v1/posts/:id`), never the path: the number of series has to stay bounded. */
  route: string;
  status: number;
  seconds: number;
}

/** Numbers of connections, as `pg` counts them. */
export interface PoolState {
  total: number;
  idle: number;
  waiting: number;
}

/** A replica of the database as operators see it. */
export interface ReplicaState {
  name: string;
  inUse: boolean;
  /** Bytes of the log that it lacked when it was last asked for a read. */
  behind: number;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** What the process counts, for Prometheus. The parts that know report here; nothing is read out of them. */
@Injectable()
export class Metrics {
  readonly registry = new Registry();
  private readonly registers = [this.registry];

  private readonly requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Duration of requests by route template, method and status',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly queries = new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Duration of database queries, the wait for a connection included, by name of the statement',
    labelNames: ['statement'],
    buckets: SECONDS,
    registers: this.registers,
  });
  private readonly cacheRequests = new Counter({
    name: 'cache_requests_total',
    help: 'Reads that went through the response cache, by outcome',
    labelNames: ['outcome'],
    registers: this.registers,
  });
  private readonly reads = new Counter({
    name: 'db_anonymous_reads_total',
    help: 'Anonymous reads past the cache, by the server that answered; counted where there are replicas',
    labelNames: ['server'],
    registers: this.registers,
  });
  private readonly rateLimitedRequests = new Counter({
    name: 'rate_limited_requests_total',
    help: 'Requests refused by a rate limit, by policy',
    labelNames: ['policy'],
    registers: this.registers,
  });
  private readonly logins = new Counter({
    name: 'logins_total',
    help: 'Attempts to sign in, by outcome',
    labelNames: ['outcome'],
    registers: this.registers,
  });

  private readonly mails = new Counter({
    name: 'mails_total',
    help: 'Attempts to send a mail, by outcome; those that failed are tried again, those refused are not',
    labelNames: ['outcome'],
    registers: this.registers,
  });
  private readonly dueJobs = new Gauge({
    name: 'jobs_due',
    help: 'Jobs whose time has come and that wait for a worker',
    aggregator: 'max',
    registers: this.registers,
  });
  private readonly jobLag = new Gauge({
    name: 'jobs_lag_seconds',
    help: 'How long the oldest due job has been waiting',
    aggregator: 'max',
    registers: this.registers,
  });

  /** Requests being served. */
  private inFlight = 0;

  constructor() {
    collectDefaultMetrics({ register: this.registry });
    const inFlight = (): number => this.inFlight;
    new Gauge({
      name: 'http_requests_in_flight',
      help: 'Requests being served',
      registers: this.registers,
      collect() {
        this.set(inFlight());
      },
    });
  }

  requestStarted(): void {
    this.inFlight += 1;
  }

  requestEnded({ method, route, status, seconds }: RequestOutcome): void {
    this.inFlight -= 1;
    this.requests.observe({ method, route, status }, seconds);
  }

  queryEnded(statement: string, seconds: number): void {
    this.queries.observe({ statement }, seconds);
  }

  /** Registers how to read the state of the connection pool; it is read whenever the metrics are. */
  observePool(read: () => PoolState): void {
    this.registry.removeSingleMetric('db_pool_connections');
    new Gauge({
      name: 'db_pool_connections',
      help: 'Connections of the database pool, and callers that wait for one',
      labelNames: ['state'],
      registers: this.registers,
      collect() {
        for (const [state, count] of Object.entries(read())) this.set({ state }, Number(count));
      },
    });
  }

  /** Registers how to read the state of the replicas; it is read whenever the metrics are. */
  observeReplicas(read: () => ReplicaState[]): void {
    const settings = { labelNames: ['replica'], registers: this.registers };
    new Gauge({
      ...settings,
      name: 'db_replica_in_use',
      help: 'Processes that use the replica',
      collect() {
        for (const { name, inUse } of read()) this.set({ replica: name }, Number(inUse));
      },
    });
    new Gauge({
      ...settings,
      name: 'db_replica_behind_bytes',
      help: 'Bytes of the log that the replica lacked when it was last asked for a read',
      aggregator: 'max',
      collect() {
        for (const { name, behind } of read()) this.set({ replica: name }, behind);
      },
    });
  }

  readServed(server: 'primary' | 'replica'): void {
    this.reads.inc({ server });
  }

  cacheAnswered(outcome: 'hit' | 'miss' | 'bypass'): void {
    this.cacheRequests.inc({ outcome });
  }

  jobsDue(count: number, lagSeconds: number): void {
    this.dueJobs.set(count);
    this.jobLag.set(lagSeconds);
  }

  rateLimited(policy: string): void {
    this.rateLimitedRequests.inc({ policy });
  }

  loginEnded(outcome: 'succeeded' | 'refused' | 'limited'): void {
    this.logins.inc({ outcome });
  }

  mailEnded(outcome: 'sent' | 'failed' | 'refused'): void {
    this.mails.inc({ outcome });
  }
}
