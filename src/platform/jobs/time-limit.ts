/** Milliseconds that a job may take. */
export const TIME_LIMIT = 4 * 60_000;

/**
 * Waits for work for so many milliseconds and no longer, so that a job that hangs is repeated like one that fails.
 *
 * @throws Error when the time is up; what becomes of the work then is nobody's concern.
 */
export async function withTimeLimit<T>(work: Promise<T>, milliseconds: number, name: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${name} has not ended after ${milliseconds / 1000} s`));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
