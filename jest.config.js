import { readFileSync } from 'node:fs';

// The build leaves the specs out; Jest compiles them with the same options otherwise.
const swc = { ...JSON.parse(readFileSync(`${import.meta.dirname}/.swcrc`, 'utf8')), exclude: [] };

// These run as processes or threads of their own, in the tests too, where Jest cannot count their lines.
const runElsewhere = [
  '!src/main.ts',
  '!src/boot/{boot,application,compile-cache,development-defaults,first-admin,shutdown,tracing,worker,workers,worker-messages}.ts',
  '!src/cli/{compile,import,import-command,migration,openapi,seed}.ts',
  '!src/platform/observability/worker-metrics.ts',
  '!src/platform/observability/tracing-{sdk,discretion}.ts',
  '!src/platform/security/passwords/argon2.worker.ts',
];

// Nothing but types: there is no line to run.
const onlyTypes = [
  '!src/bulk/import-line.ts',
  '!src/content-import/post/{html-node,imported-post}.ts',
  '!src/content-import/wordpress/wxr-item.ts',
  '!src/platform/http/openapi/operation-object.ts',
  '!src/platform/security/throttling/failure-counts.ts',
];

/** @type {import('jest').Config} */
export default {
  runtime: '<rootDir>/test/support/node-runtime.ts',
  testEnvironment: '<rootDir>/test/support/node-environment.ts',
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', { ...swc, swcrc: false }] },
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/test/**/*.spec.ts'],
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.data'],
  globalSetup: '<rootDir>/test/support/global-setup.ts',
  globalTeardown: '<rootDir>/test/support/global-teardown.ts',
  reporters: ['default', '<rootDir>/test/contract/problem-codes-reporter.ts'],
  testTimeout: 120_000,
  maxWorkers: 3,
  workerIdleMemoryLimit: '1GB',
  coverageProvider: 'v8',
  collectCoverageFrom: ['src/**/*.ts', '!src/**/*.spec.ts', ...runElsewhere, ...onlyTypes],
  coverageThreshold: { './src/': { lines: 90 }, './src/**/*.ts': { lines: 70 } },
  coverageDirectory: 'coverage',
};
