/** Works side by side, as many as the posts' share of a small pool bears on a slow machine. */
export async function threeAtATime<T>(works: (() => Promise<T>)[]): Promise<T[]> {
  const results: T[] = [];
  const left = works.values();
  const worker = async (): Promise<void> => {
    for (const work of left) results.push(await work());
  };
  await Promise.all([worker(), worker(), worker()]);
  return results;
}
