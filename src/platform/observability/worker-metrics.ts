import cluster from 'node:cluster';
import { once } from 'node:events';
import { AggregatorRegistry, type Registry } from 'prom-client';

interface Question {
  quireMetrics: number;
}

interface Reply extends Question {
  text: string;
}

const LONGEST_WAIT = 3_000;
let lastQuestion = 0;

/**
 * The metrics as text: those of all workers together when this process is one of several, since a scrape reaches any
 * one of them.
 *
 * @throws Error when the primary process does not answer in 3 s.
 */
export async function metricsText(registry: Registry): Promise<string> {
  if (!cluster.isWorker) return registry.metrics();
  const question: Question = { quireMetrics: ++lastQuestion };
  process.send?.(question);
  const signal = AbortSignal.timeout(LONGEST_WAIT);
  for (;;) {
    const [message] = (await once(process, 'message', { signal })) as [Partial<Reply>];
    if (message.quireMetrics === question.quireMetrics && message.text !== undefined) return message.text;
  }
}

/** Lets the primary process read the metrics of this worker. */
export function shareWithPrimary(registry: Registry): void {
  if (!cluster.isWorker) return;
  AggregatorRegistry.setRegistries([registry]);
  new AggregatorRegistry();
}

/** In the primary process: answers the workers' questions with the sum over all of them. */
export function answerWorkers(): void {
  const aggregator = new AggregatorRegistry();
  cluster.on('message', (worker, message: Partial<Question>) => {
    const { quireMetrics } = message;
    if (quireMetrics === undefined) return;
    void aggregator.clusterMetrics().then(
      (text) => worker.send({ quireMetrics, text } satisfies Reply),
      () => false,
    );
  });
}
