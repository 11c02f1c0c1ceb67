import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { serviceUnavailable } from '../platform/problem/index.js';

/** Seconds of processor time that one text may take; the longest ordinary one takes about one. */
const PROCESSOR_LIMIT = 3;
/** Megabytes that a thread may fill. */
const MEMORY_LIMIT = 384;
/** Texts that may wait for their turn. */
const QUEUE_LIMIT = 100;
/** Milliseconds between two looks at the time that has been spent. */
const WATCH_INTERVAL = 100;

const PROGRAM = new URL(`./content-html.worker${extname(import.meta.filename)}`, import.meta.url);

/**
 * Makes HTML of one text after the other, away from the event loop: there are texts of a million characters whose cost
 * grows with their square, in every library. It is processor time that is limited, so that a busy machine changes nothing
 * about what comes out.
 */
export class RenderingThread {
  private worker: Worker | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private waiting = 0;

  /**
   * @returns undefined when the text takes too much time or memory.
   * @throws SERVICE_UNAVAILABLE when too many texts are waiting.
   */
  async render(text: string): Promise<string | undefined> {
    if (this.waiting >= QUEUE_LIMIT) throw serviceUnavailable({ headers: { 'Retry-After': '5' } });
    this.waiting += 1;
    const turn = this.last.then(() => this.run(text));
    this.last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      this.waiting -= 1;
    }
  }

  /** Ends the thread; the next text would start another. */
  async end(): Promise<void> {
    await this.worker?.terminate();
    this.worker = undefined;
  }

  private async run(text: string): Promise<string | undefined> {
    const worker = (this.worker ??= startWorker());
    const overrun = new AbortController();
    const watch = setInterval(watcher(worker, overrun), WATCH_INTERVAL);
    try {
      worker.postMessage(text);
      const [html] = (await once(worker, 'message', { signal: overrun.signal })) as [string | undefined];
      return html;
    } catch (error) {
      await this.end();
      if (overrun.signal.aborted || isOutOfMemory(error)) return undefined;
      throw error;
    } finally {
      clearInterval(watch);
    }
  }
}

function startWorker(): Worker {
  const worker = new Worker(PROGRAM, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT } });
  // Who waits for an answer hears of errors; one that comes when nobody does must not end the process.
  worker.on('error', () => undefined);
  worker.unref();
  return worker;
}

/** Aborts once the worker has used up its time since the first look, or is no more. */
function watcher(worker: Worker, overrun: AbortController): () => void {
  let before: NodeJS.CpuUsage | undefined;
  const look = async (): Promise<void> => {
    if (worker.threadId < 0) overrun.abort();
    const usage = await worker.cpuUsage(before).catch(() => undefined);
    if (!before) before = usage;
    else if (usage && (usage.user + usage.system) / 1e6 > PROCESSOR_LIMIT) overrun.abort();
  };
  return () => void look();
}

function isOutOfMemory(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}
