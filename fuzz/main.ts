import { parseArgs } from 'node:util';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Contract } from '../test/support/contract.js';
import { Campaign } from './campaign.js';
import { committedDocument, operationsOf, type Operation } from './document.js';
import { Judge } from './judge.js';
import { figuresOf, report } from './report.js';
import { hangUp } from './send.js';
import { setStage } from './stage.js';
import { LivingWorld } from './world.js';

const USAGE = `npm run test:fuzz -- [--requests N] [--seed N] [--only operationId,…]

  --requests  how many to send, shared by the operations (50000); with fewer,
              operations need not succeed
  --seed      repeats the requests of the run that printed it; those that name things name what there is
  --only      the operations to ask, with as many requests for each as in a whole run
`;

/** Requests that a whole run sends: enough for each operation to succeed. */
const WHOLE = 50_000;

/** Milliseconds that an answer may take. */
const LIMIT = 1_000;

/** Sends requests made from the OpenAPI document to the build. Ends with 1 when a target is missed. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      requests: { type: 'string', default: String(WHOLE) },
      seed: { type: 'string', default: String(Date.now() % 1e9) },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const document = committedDocument();
  const all = operationsOf(document);
  const operations = chosen(all, values.only);
  const requests = Math.ceil((Number(values.requests) * operations.length) / all.length);
  const seed = Number(values.seed);
  process.stdout.write(`${requests} requests of ${operations.length} operations, --seed ${seed}\n`);
  const signal = onceToldToEnd();
  const stage = await setStage();
  const world = new LivingWorld(stage);
  try {
    const judge = new Judge(new Contract(document as OpenAPIObject), all);
    const { url } = stage;
    const tally = await new Campaign({
      url,
      world,
      judge,
      operations,
      seed,
      requests,
      limit: LIMIT,
      signal,
      onDone,
    }).run();
    const ids = operations.map(({ id }) => id);
    const figures = figuresOf(tally, {
      requests,
      limit: LIMIT,
      isAlive: await stage.isAlive(),
      operations: Number(values.requests) < WHOLE ? [] : ids,
    });
    process.stdout.write(`\n${report(figures, tally, ids)}`);
    if (!figures.every(({ isMet }) => isMet)) process.exitCode = 1;
  } finally {
    hangUp();
    await world.close();
    await stage.stop();
  }
}

/** Aborted by a signal: what has been started is then ended in order, PostgreSQL too, which would live on. */
function onceToldToEnd(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => {
      controller.abort();
    });
  return controller.signal;
}

function chosen(all: Operation[], only: string | undefined): Operation[] {
  const ids = only?.split(',');
  const unknown = ids?.filter((id) => !all.some((operation) => operation.id === id)) ?? [];
  if (unknown.length > 0) throw new Error(`The document has no operation ${unknown.join(', ')}`);
  return all.filter(({ id }) => ids?.includes(id) ?? true);
}

function onDone(): void {
  process.stdout.write('.');
}

await main();
