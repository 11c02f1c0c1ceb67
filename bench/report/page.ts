import type { Results } from '../results.js';
import { growthTable } from './growth.js';
import { tables } from './tables.js';

const READING = `Each row is played by the application and by its controls in turn, round after round (A B A B …); the figures are
medians of the rounds, the ratios medians of each round's ratio of requests per second. Times are milliseconds as the
load generator sees them; CPU µs are microseconds of processor time per request. A row with any other answer than the
expected one is void. Load generator, PostgreSQL and application share the machine, so rates are noisy: ratios and CPU
say more. The application runs as in production, with rate limits off and its access log on.

- (a) Fastify and \`pg\` with the statements that the application was seen to send, and the same answers;
- (b) the same with the bytes of the answers in an LRU of the process;
- (c) a bare Nest on Fastify that returns the same bytes;
- (d) nothing but Argon2, with the application's parameters and as many hashes at once.

All of them send the application's headers and write its access-log line.`;

/** The results as a page of Markdown: those of one run in full, and growth over the runs of all sizes. */
export function page(main: Results, all: readonly Results[], whereTheTimeGoes: string): string {
  const { date, commit, machine, posts, took } = main;
  return `# Results

Measured by \`npm run bench\` on ${date} at ${commit}: ${machine}.
${posts.toLocaleString('en')} posts of 2 KB with their authors, tags and comments. The run took ${Math.round(took / 60)} minutes.

## How to read them

${READING}

## One run

${tables(main)}

## Growth

${growthTable(all)}

## Where the time goes

${whereTheTimeGoes.trim()}
`;
}
