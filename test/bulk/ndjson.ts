import type { Reply } from '../support/client.js';
import type { TestUser } from '../support/users.js';

interface Report {
  accepted: number;
  refused: number;
  errors: { line: number; field: string; code: string; message: string }[];
}

/** Imports posts as somebody; texts are lines as they are. */
export function importLines(
  { api }: TestUser,
  lines: (object | string)[],
  query = '',
): Promise<Reply<{ data: Report }>> {
  const text = lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');
  return importText({ api }, text, query);
}

/** Imports what stands in a text. */
export function importText({ api }: Pick<TestUser, 'api'>, text: string, query = ''): Promise<Reply<{ data: Report }>> {
  return api.post(`/posts/import${query}`, text, { headers: { 'Content-Type': 'application/x-ndjson' } });
}

/** All that is exported, line by line. */
export async function exportLines({ api }: TestUser): Promise<Record<string, unknown>[]> {
  const { status, text } = await api.get('/posts/export');
  if (status !== 200) throw new Error(`The export was refused: ${text}`);
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}
