// Writes src/generated/ from the OpenAPI document; with --check it only tells whether the files are current.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import openapiTS, { astToString } from 'openapi-typescript';
import { format, resolveConfig } from 'prettier';

const DOCUMENT = join(import.meta.dirname, '../../../openapi.json');
const FOLDER = join(import.meta.dirname, '../src/generated');

const document = JSON.parse(await readFile(DOCUMENT, 'utf8'));
const files = {
  'schema.ts': await types(),
  'keyed-posts.ts': keyedPosts(),
};

const outdated = [];
for (const [name, text] of Object.entries(files)) {
  const path = join(FOLDER, name);
  const generated = await formatted(path, text);
  if ((await readFile(path, 'utf8').catch(() => '')) === generated) continue;
  outdated.push(name);
  if (process.argv.includes('--check')) continue;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, generated);
}
if (process.argv.includes('--check') && outdated.length > 0) {
  console.error(`Older than openapi.json: ${outdated.join(', ')}. Run \`npm run generate\` in clients/typescript.`);
  process.exitCode = 1;
}

async function types() {
  const notice = '/* eslint-disable -- written by a program, read by the compiler */\n\n';
  return notice + astToString(await openapiTS(pathToFileURL(DOCUMENT)));
}

/** Types are gone at run time: which POSTs take an `Idempotency-Key` has to stand in a value. */
function keyedPosts() {
  const paths = Object.entries(document.paths)
    .filter(([, { post }]) => post?.parameters?.some(({ name }) => name === 'Idempotency-Key'))
    .map(([path]) => path)
    .sort();
  return `/** The paths whose POST takes an \`Idempotency-Key\`. */
    export const KEYED_POSTS: ReadonlySet<string> = new Set(${JSON.stringify(paths)});`;
}

async function formatted(path, text) {
  const notice = '// Generated from openapi.json by scripts/generate.js.\n';
  return format(notice + text, { ...(await resolveConfig(path)), parser: 'typescript' });
}
