import { NoAnswer, send, type Answer, type Call } from './http.js';

/** Asks as fast as answers come, on so many connections. Gives the good answers per second. */
export async function goodPerSecond(
  connections: number,
  seconds: number,
  ask: () => { url: string; call: Call },
  isGood: (answer: Answer) => boolean = ({ status }) => status < 300,
): Promise<number> {
  const startedAt = performance.now();
  const end = startedAt + seconds * 1000;
  let good = 0;
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      const { url, call } = ask();
      const answer = await send(url, call).catch((error: unknown) => {
        if (error instanceof NoAnswer) return undefined;
        throw error;
      });
      if (answer && isGood(answer)) good += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return (good * 1000) / (performance.now() - startedAt);
}
