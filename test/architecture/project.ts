import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import ts from 'typescript';
import { importsOf, type Import } from './imports.js';
import { placeOf, type Place } from './places.js';

/** An import of another file of the project. */
export interface InnerImport extends Import {
  target: SourceFile;
}

/** One TypeScript source, parsed but not type-checked. */
export class SourceFile {
  readonly ast: ts.SourceFile;
  readonly imports: Import[];
  readonly place: Place;

  constructor(
    readonly path: string,
    readonly text: string,
  ) {
    this.ast = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    this.imports = importsOf(this.ast);
    this.place = placeOf(path);
  }
}

/** The sources of the application and of its migrations, and the paths of all specs. */
export class Project {
  readonly files: ReadonlyMap<string, SourceFile>;
  readonly specs: string[];

  /** @param texts each file's text by its path from the project's root, with `/` between its parts. */
  constructor(texts: Record<string, string>) {
    const paths = Object.keys(texts).sort();
    this.specs = paths.filter((path) => path.endsWith('.spec.ts'));
    const sources = paths.filter((path) => /^(?:src|migrations)\//.test(path) && !path.endsWith('.spec.ts'));
    this.files = new Map(sources.map((path) => [path, new SourceFile(path, texts[path] ?? '')]));
  }

  static read(root: string): Project {
    const exclude = ['node_modules/**', 'dist/**', 'coverage/**', '.data/**'];
    const paths = globSync(['src/**/*.ts', 'migrations/**/*.ts', '**/*.spec.ts'], { cwd: root, exclude });
    const texts = paths.map((path) => [path.replaceAll('\\', '/'), readFileSync(posix.join(root, path), 'utf8')]);
    return new Project(Object.fromEntries(texts) as Record<string, string>);
  }

  get sources(): SourceFile[] {
    return [...this.files.values()];
  }

  /** The names of the features, found by their folders. */
  get features(): string[] {
    return [...new Set(this.sources.map(({ place }) => place.feature).filter((feature) => feature !== undefined))];
  }

  /** The imports of a file that lead to another file of the project. */
  innerImports(file: SourceFile): InnerImport[] {
    return file.imports.flatMap((edge) => {
      const target = this.files.get(pathOf(file, edge) ?? '');
      return target ? [{ ...edge, target }] : [];
    });
  }
}

/** The path that a relative import leads to, whether a file stands there or not; undefined for a package. */
export function pathOf(file: SourceFile, { specifier }: Import): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  return posix.join(file.place.folder, specifier).replace(/\.js$/, '.ts');
}

/** The package that an import leads to, without its subpath; undefined for a file of the project. */
export function packageOf({ specifier }: Import): string | undefined {
  if (specifier.startsWith('.')) return undefined;
  return /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
}
