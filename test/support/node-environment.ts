import type { JestEnvironment } from '@jest/environment';
import { ModuleMocker } from 'jest-mock';
import type { Context } from 'node:vm';

/** The process as it is, for tests that NodeRuntime loads: they share its global object, one test file after the other. */
export default class NodeEnvironment implements JestEnvironment {
  readonly global = globalThis as unknown as JestEnvironment['global'];
  readonly moduleMocker = new ModuleMocker(globalThis);
  readonly fakeTimers = null;
  readonly fakeTimersModern = null;

  private readonly names = new Set(Object.keys(globalThis));
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is only put back
  private readonly exit = process.exit;

  setup(): Promise<void> {
    return Promise.resolve();
  }

  /** Leaves nothing to the next test file of what Jest and this one have put into the process. */
  async teardown(): Promise<void> {
    process.exit = this.exit;
    for (const name of Object.keys(globalThis)) {
      if (!this.names.has(name)) Reflect.deleteProperty(globalThis, name);
    }
  }

  exportConditions(): string[] {
    return ['node', 'node-addons'];
  }

  /** Nothing runs in it: Jest takes an environment that has none for outdated, and does not count its lines. */
  getVmContext(): Context {
    return {};
  }
}
