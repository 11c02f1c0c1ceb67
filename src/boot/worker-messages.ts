import { once } from 'node:events';

/** What a worker tells the primary process; `adminCreated` is told by the one whose task that is. */
export type WorkerMessage = { quireWorker: 'prepared'; adminCreated?: boolean } | { quireWorker: 'listening' };

/** What the primary process answers to `prepared`. */
export const OPEN_THE_PORT = 'quire: open the port';

export function isWorkerMessage(message: unknown): message is WorkerMessage {
  return typeof message === 'object' && message !== null && 'quireWorker' in message;
}

export function tellPrimary(message: WorkerMessage): void {
  process.send?.(message);
}

/** Resolves when the primary process has made way. */
export async function leaveToOpen(adminCreated: boolean | undefined): Promise<void> {
  tellPrimary({ quireWorker: 'prepared', adminCreated });
  for (;;) {
    const [message] = (await once(process, 'message')) as [unknown];
    if (message === OPEN_THE_PORT) return;
  }
}
