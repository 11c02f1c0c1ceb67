import type { Target } from '../target.js';
import { KILL } from './r01-kill.js';
import { DATABASE_DOWN } from './r02-database-down.js';
import { CUT_CONNECTIONS } from './r02b-cut-connections.js';
import { LOCKED_TABLE } from './r02d-locked-table.js';
import { REDIS_DOWN } from './r03-redis-down.js';
import { SHUTDOWN } from './r04-shutdown.js';
import { ROLLING_RESTART } from './r05-rolling-restart.js';
import { REFRESH } from './r07-refresh.js';
import { START_TOGETHER } from './r08-start-together.js';
import { OVERLOADED } from './r09-overload.js';
import { LOGIN_FLOOD } from './r10-login-flood.js';
import { SLOW_CLIENTS } from './r11-slow-clients.js';
import { SOAK } from './r13-soak.js';
import { CLOCKS } from './r14-clocks.js';
import { HEALTH } from './r17-health.js';

/** All targets, in the order in which they are played. */
export const TARGETS: readonly Target[] = [
  KILL,
  DATABASE_DOWN,
  CUT_CONNECTIONS,
  LOCKED_TABLE,
  REDIS_DOWN,
  SHUTDOWN,
  ROLLING_RESTART,
  REFRESH,
  START_TOGETHER,
  OVERLOADED,
  LOGIN_FLOOD,
  SLOW_CLIENTS,
  SOAK,
  CLOCKS,
  HEALTH,
];
