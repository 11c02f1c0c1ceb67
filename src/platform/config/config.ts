import type { KeyObject } from 'node:crypto';
import type { Environment } from './variables.js';

export interface ServerConfig {
  port: number;
  host: string;
  publicUrl: string;
  /** The frontend that links lead to. */
  appUrl: string;
  /** IP addresses and CIDR blocks of the proxies whose X-Forwarded-For counts. */
  trustProxy: string[];
  /** Bytes. */
  bodyLimit: number;
  /** Exact origins, or localhost and 127.0.0.1 on any port. */
  allowedOrigins: string[] | 'localhost';
  docsEnabled: boolean;
  /** Seconds between turning unready and refusing connections. */
  shutdownDelay: number;
  workers: number;
}

export interface LogConfig {
  level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';
}

export interface DatabaseConfig {
  url?: string;
  migrationUrl?: string;
  /** Streaming replicas of the server of `url`. */
  replicaUrls: string[];
  poolSize: number;
  /** Milliseconds that work waits for a connection. */
  patience: number;
  /** Milliseconds that a statement may take while a client waits for it. */
  statementTimeout: number;
  ssl: 'off' | 'require' | 'verify-full';
}

export interface RedisConfig {
  url?: string;
  /** Milliseconds that a command may take. */
  commandTimeout: number;
}

export interface CacheConfig {
  /** Whether answers are kept and given again. */
  enabled: boolean;
}

export interface TokensConfig {
  /** Set by the time that modules are created: outside production the boot generates it. */
  secret: string;
  /** Signs access tokens by ES256; without it the secret does, by HS256. */
  privateKey?: KeyObject;
  /** Further keys whose access tokens are good. */
  publicKeys: KeyObject[];
  issuer: string;
  audience: string;
  /** Seconds. */
  accessTtl: number;
  /** Seconds. */
  refreshTtl: number;
  /** Seconds. */
  refreshGrace: number;
}

export interface FirstAdminConfig {
  email?: string;
  password?: string;
  username: string;
}

export interface ThrottleConfig {
  enabled: boolean;
  limit: number;
  /** Seconds. */
  ttl: number;
}

export interface MailConfig {
  /** The SMTP server; without it mails are appended to the outbox. */
  url?: string;
  /** The address that mails come from. */
  from: string;
  /** A file of NDJSON. */
  outbox: string;
  /** Milliseconds that the SMTP server may take to be found and to greet. */
  patience: number;
}

export interface AccountsConfig {
  /** Whether publishing and commenting need a verified email address. */
  requireVerifiedEmail: boolean;
}

export interface MetricsConfig {
  token?: string;
}

export interface ConfigSections {
  environment: Environment;
  server: ServerConfig;
  log: LogConfig;
  database: DatabaseConfig;
  redis: RedisConfig;
  cache: CacheConfig;
  tokens: TokensConfig;
  firstAdmin: FirstAdminConfig;
  throttle: ThrottleConfig;
  mail: MailConfig;
  accounts: AccountsConfig;
  metrics: MetricsConfig;
}

/** Some members of some sections. */
export type ConfigChanges = {
  [Section in Exclude<keyof ConfigSections, 'environment'>]?: Partial<ConfigSections[Section]>;
} & { environment?: Environment };

/** What the environment asks for: checked, typed and frozen. */
export class Config {
  readonly environment: Environment;
  readonly server: Readonly<ServerConfig>;
  readonly log: Readonly<LogConfig>;
  readonly database: Readonly<DatabaseConfig>;
  readonly redis: Readonly<RedisConfig>;
  readonly cache: Readonly<CacheConfig>;
  readonly tokens: Readonly<TokensConfig>;
  readonly firstAdmin: Readonly<FirstAdminConfig>;
  readonly throttle: Readonly<ThrottleConfig>;
  readonly mail: Readonly<MailConfig>;
  readonly accounts: Readonly<AccountsConfig>;
  readonly metrics: Readonly<MetricsConfig>;

  constructor(sections: ConfigSections) {
    this.environment = sections.environment;
    this.server = Object.freeze({ ...sections.server });
    this.log = Object.freeze({ ...sections.log });
    this.database = Object.freeze({ ...sections.database });
    this.redis = Object.freeze({ ...sections.redis });
    this.cache = Object.freeze({ ...sections.cache });
    this.tokens = Object.freeze({ ...sections.tokens });
    this.firstAdmin = Object.freeze({ ...sections.firstAdmin });
    this.throttle = Object.freeze({ ...sections.throttle });
    this.mail = Object.freeze({ ...sections.mail });
    this.accounts = Object.freeze({ ...sections.accounts });
    this.metrics = Object.freeze({ ...sections.metrics });
    Object.freeze(this);
  }

  get isProduction(): boolean {
    return this.environment === 'production';
  }

  /** A copy that differs in the members given. */
  with(changes: ConfigChanges): Config {
    return new Config({
      environment: changes.environment ?? this.environment,
      server: { ...this.server, ...changes.server },
      log: { ...this.log, ...changes.log },
      database: { ...this.database, ...changes.database },
      redis: { ...this.redis, ...changes.redis },
      cache: { ...this.cache, ...changes.cache },
      tokens: { ...this.tokens, ...changes.tokens },
      firstAdmin: { ...this.firstAdmin, ...changes.firstAdmin },
      throttle: { ...this.throttle, ...changes.throttle },
      mail: { ...this.mail, ...changes.mail },
      accounts: { ...this.accounts, ...changes.accounts },
      metrics: { ...this.metrics, ...changes.metrics },
    });
  }
}
