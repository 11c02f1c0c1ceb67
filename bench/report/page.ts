import type { Results } from '../results.js';
import { aimsTable } from './aims.js';
import { growthTable } from './growth.js';
import { tables } from './tables.js';

const READING = `Each row is played by the application and by its controls in turn, round after round (A B A B …); the figures are
medians of the rounds, the ratios medians of each round's ratio of requests per second. Times are milliseconds as the
load generator sees them; CPU µs are microseconds of processor time per request. A row with any other answer than the
expected one, or with a broken connection, is void. Load generator, PostgreSQL and application share the machine, so rates
are noisy: ratios and CPU say more. The application runs as in production, with rate limits off and its access log on.

- (a) Fastify and \`pg\` with the statements that the application was seen to send, and the same answers;
- (b) the same with the bytes of the answers in an LRU of the process;
- (c) a bare Nest on Fastify that returns the same bytes;
- (d) nothing but Argon2, with the application's parameters and as many hashes at once.

All of them send the application's headers and write its access-log line. The control of the import copies the finished
rows from files into the product's own tables, with their indexes, foreign keys and checks but without triggers, whose work
is among the rows; that of the export copies the same columns of the same rows as PostgreSQL writes them. Imports are
measured once, exports in five rounds. How long searches take is aimed at for one at a time.`;

const GROWTH = `Each size was measured in a run of its own, at the fewest connections that it was asked with. A cost is told in two ways: in
answers of control (b), which touches no data and so tells how fast the machine was during that run, and as processor
time of application and PostgreSQL. A control that sends the same statements would grow as they do, and hide it. In
brackets stands the cost in terms of the smallest size; the largest of them is judged.`;

/** What the page has beside results. */
interface Context {
  whereTheTimeGoes: string;
  /** Whether the present sources are those of a commit. */
  isPresent: (commit: string) => boolean;
}

/** The results as a page of Markdown: those of one run in full, and growth over the runs of all sizes. */
export function page(main: Results, all: readonly Results[], { whereTheTimeGoes, isPresent }: Context): string {
  const { posts, took } = main;
  return `# Results

Measured by \`npm run bench\`: ${origin(main, isPresent)}.
${posts.toLocaleString('en')} posts of 2 KB with their authors, tags and comments. The run took ${Math.round(took / 60)} minutes.

## How to read them

${READING}

## Aims

${aimsTable(main, all)}

## One run

${tables(main)}

## Growth

${GROWTH}

${growthTable(all)}

${all.map((results) => `- ${results.posts.toLocaleString('en')} posts: ${origin(results, isPresent)}`).join('\n')}

## Where the time goes

${whereTheTimeGoes.trim()}
`;
}

/** When, of what and where a run tells. */
function origin({ date, commit, machine }: Results, isPresent: Context['isPresent']): string {
  const age = isPresent(commit) ? '' : ' (**the sources have changed since**)';
  return `${date}, at ${commit}${age}, on ${machine}`;
}
