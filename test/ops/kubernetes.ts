import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

/** An object as the API of Kubernetes takes it. */
export interface Manifest {
  file: string;
  apiVersion: string;
  kind: string;
  metadata: { name: string };
  [member: string]: unknown;
}

interface Model {
  validate(): void;
}

/** Every object in the files of a folder and below it. */
export async function readManifests(folder: string): Promise<Manifest[]> {
  const files = (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('.yaml')).sort();
  const documents = files.map(async (name) => {
    const file = join(folder, name);
    return parseAllDocuments(await readFile(file, 'utf8')).map((document) => {
      if (document.errors.length > 0) throw new Error(`${file}: ${document.errors.join(' ')}`);
      return { ...(document.toJS() as Omit<Manifest, 'file'>), file } as Manifest;
    });
  });
  return (await Promise.all(documents)).flat();
}

/**
 * What the types of the API have against objects: members that do not exist or are missing, and values of another kind. Written
 * out as literals, they are checked by the compiler down to the last member, which schemas let pass when it is unknown.
 */
export function typeFaults(manifests: Manifest[]): string[] {
  const path = join(import.meta.dirname, 'written-manifests.ts');
  const source = manifests.map((manifest, index) => {
    const type = `import('${moduleOf(manifest)}').I${manifest.kind}`;
    return `export const m${index}: ${type} = ${JSON.stringify({ ...manifest, file: undefined })};`;
  });
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2024,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  const text = source.join('\n');
  const disk = ts.createCompilerHost(options);
  const host: ts.CompilerHost = {
    ...disk,
    fileExists: (name) => name === path || disk.fileExists(name),
    readFile: (name) => (name === path ? text : disk.readFile(name)),
    getSourceFile: (name, ...rest) =>
      name === path ? ts.createSourceFile(name, text, ts.ScriptTarget.ES2024, true) : disk.getSourceFile(name, ...rest),
  };
  const program = ts.createProgram([path], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ messageText, file, start = 0 }) => {
    const manifest = manifests[file?.getLineAndCharacterOfPosition(start).line ?? -1];
    return `${manifest?.file ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}

/** What the schemas of the API have against the values of an object. */
export async function schemaFaults({ file, ...object }: Manifest): Promise<string[]> {
  const module = (await import(moduleOf(object))) as Record<string, new (data: object) => Model>;
  const Kind = module[object.kind];
  if (!Kind) return [`${file}: there is no ${object.kind} in ${object.apiVersion}`];
  try {
    new Kind(object).validate();
    return [];
  } catch (error) {
    return [`${file}: ${String(error)}`];
  }
}

function moduleOf({ apiVersion, kind }: Pick<Manifest, 'apiVersion' | 'kind'>): string {
  return `kubernetes-models/${apiVersion}/${kind}`;
}
