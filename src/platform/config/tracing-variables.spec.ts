import { asksForTraces } from './tracing-variables.js';

describe('Whether the environment asks for traces', () => {
  it.each([
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, true],
    [{ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://collector:4318/v1/traces' }, true],
    [{ OTEL_TRACES_EXPORTER: 'otlp' }, true],
    [{ OTEL_TRACES_EXPORTER: 'console', OTEL_SDK_DISABLED: 'false' }, true],
    [{}, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: ' ', OTEL_TRACES_EXPORTER: '' }, false],
    [{ OTEL_SERVICE_NAME: 'quire' }, false],
    [{ OTEL_TRACES_EXPORTER: 'otlp, none', OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' }, false],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318', OTEL_SDK_DISABLED: 'TRUE' }, false],
  ])('%j: %j', (environment, asked) => {
    expect(asksForTraces(environment)).toBe(asked);
  });
});
