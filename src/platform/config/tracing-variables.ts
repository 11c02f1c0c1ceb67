import { readEnvironment } from './read-environment.js';
import type { EnvironmentVariables } from './load-config.js';

const PREFIX = 'OTEL_';
const SERVICE_NAME = 'quire';
const ENDPOINTS = ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'];

/**
 * Whether the standard variables of OpenTelemetry ask for traces: an exporter is named, or where to send them, and the SDK is
 * not disabled. An empty text counts as unset.
 */
export function asksForTraces(environment: EnvironmentVariables): boolean {
  const given = (name: string): string => environment[name]?.trim().toLowerCase() ?? '';
  if (given('OTEL_SDK_DISABLED') === 'true') return false;
  const exporters = given('OTEL_TRACES_EXPORTER');
  if (exporters !== '') return !exporters.split(',').some((exporter) => exporter.trim() === 'none');
  return ENDPOINTS.some((name) => given(name) !== '');
}

/**
 * Whether this process is to be traced. If so, the variables of OpenTelemetry that stand in `.env` come into the process's
 * environment, where its SDK looks for them.
 *
 * @throws ConfigError when `.env` is there but cannot be read.
 */
export function settleTracing(): boolean {
  const environment = readEnvironment();
  if (!asksForTraces(environment)) return false;
  const own = Object.entries(environment).filter(([name]) => name.startsWith(PREFIX));
  // eslint-disable-next-line no-restricted-properties -- the SDK reads nothing else
  Object.assign(process.env, nameOfService(environment), Object.fromEntries(own));
  return true;
}

/** The name that traces go by, unless the environment gives one. */
function nameOfService({ OTEL_RESOURCE_ATTRIBUTES = '' }: EnvironmentVariables): EnvironmentVariables {
  return /(^|,)\s*service\.name\s*=/.test(OTEL_RESOURCE_ATTRIBUTES) ? {} : { OTEL_SERVICE_NAME: SERVICE_NAME };
}
