import { existsSync } from 'node:fs';
import { createRequire, registerHooks, type LoadHookSync, type ResolveHookSync } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { default: Runtime } = require('jest-runtime') as typeof import('jest-runtime');

type V8Coverage = ReturnType<InstanceType<typeof Runtime>['getAllV8CoverageInfoCopy']>;

/** Jest's record of what it has transformed, by which it finds lines and counts them. */
interface TransformedFiles {
  transform(path: string, options: typeof TO_ES_MODULE): string;
}

const TO_ES_MODULE = {
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};

/** Stands for the module `@jest/globals`, and names the place from which it takes what it exports. */
const GLOBALS = 'jest:globals';

/** Where jest-circus has the global object keep its listeners. */
const FRAMEWORK_LISTENERS = Symbol.for('EVENT_HANDLERS');

/**
 * Has Node's own loader load a test file and what it imports, where Jest's loads every module into a VM context of that
 * file. Each test file gets modules of ours that are its own. Those of packages are loaded once in each worker, which is
 * most of what there is to load, and stay fast. Modules cannot be mocked.
 */
export default class NodeRuntime extends Runtime {
  /** That of the test file which this process runs. */
  static current: NodeRuntime | undefined;
  private readonly testFile: string;
  private readonly run: number;
  /** By URL, as stack traces name what they pass through. */
  private readonly sourceMaps = new Map<string, string>();

  constructor(...args: ConstructorParameters<typeof Runtime>) {
    super(...args);
    this.testFile = args[6];
    this.run = (NodeRuntime.current?.run ?? 0) + 1;
    if (NodeRuntime.current === undefined) registerHooks({ resolve, load });
    NodeRuntime.current = this;
  }

  override unstable_shouldLoadAsEsm(): boolean {
    return true;
  }

  override unstable_importModule(path: string): Promise<unknown> {
    return import(this.own(pathToFileURL(path).href));
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- Jest declares it so
  override requireModule<T = unknown>(from: string, name = from): T {
    return createRequire(from)(name) as T;
  }

  /** The one internal module is the test framework: it keeps the tests of one file, and who hears about them. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- Jest declares it so
  override requireInternalModule<T = unknown>(path: string): T {
    Reflect.deleteProperty(require.cache, path);
    Reflect.deleteProperty(globalThis, FRAMEWORK_LISTENERS);
    return require(path) as T;
  }

  override getSourceMaps(): ReadonlyMap<string, string> {
    return this.sourceMaps;
  }

  /** Leaves out the modules of earlier files, which are in memory yet, but have not run. */
  override getAllV8CoverageInfoCopy(): V8Coverage {
    return super.getAllV8CoverageInfoCopy().filter(({ result }) => result.functions[0]?.ranges[0]?.count !== 0);
  }

  /**
   * The URL under which this test file has a module to itself: Node loads a module once for each URL. It ends as that of
   * the file does, by which a module can tell whether it was compiled.
   */
  own(url: string): string {
    return `${url}?run=${this.run}.ts`;
  }

  /** The code of a file of ours. */
  transform(url: string): string {
    const path = fileURLToPath(url);
    // eslint-disable-next-line @typescript-eslint/dot-notation -- Jest declares it private, and has no public way to it
    const code = (this['transformCache'] as TransformedFiles).transform(path, TO_ES_MODULE);
    const sourceMap = super.getSourceMaps().get(path);
    if (sourceMap !== undefined) this.sourceMaps.set(url, sourceMap);
    return code;
  }

  /** The code of `@jest/globals`. */
  globals(): string {
    const globals = this.requireModuleOrMock<object>(this.testFile, '@jest/globals');
    Object.assign(globalThis, { [GLOBALS]: globals });
    return `export const { ${Object.keys(globals).join(', ')} } = globalThis['${GLOBALS}'];`;
  }
}

/** Our modules are imported by the names that they have once they are compiled. */
const resolve: ResolveHookSync = (specifier, context, next) => {
  const url = specifier === '@jest/globals' ? GLOBALS : ourTypeScript(specifier, context.parentURL);
  if (url === undefined || !NodeRuntime.current) return next(specifier, context);
  return { url: NodeRuntime.current.own(url), format: 'module', shortCircuit: true };
};

function ourTypeScript(specifier: string, parent: string | undefined): string | undefined {
  if (!isOurs(parent) || !/^\.{1,2}\/.*\.js$/.test(specifier)) return undefined;
  const { href } = new URL(specifier.replace(/\.js$/, '.ts'), parent);
  return existsSync(fileURLToPath(href)) ? href : undefined;
}

const load: LoadHookSync = (url, context, next) => {
  let source: string | undefined;
  if (url.startsWith(GLOBALS)) source = NodeRuntime.current?.globals();
  else if (isOurs(url)) source = NodeRuntime.current?.transform(url);
  return source === undefined ? next(url, context) : { format: 'module', source, shortCircuit: true };
};

function isOurs(url: string | undefined): boolean {
  return url !== undefined && url.endsWith('.ts') && !url.includes('/node_modules/');
}
