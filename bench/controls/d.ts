import { verify } from '@node-rs/argon2';
import { availableParallelism } from 'node:os';
import { latenciesOf } from '../quantiles.js';

/**
 * Control (d): verifies a password against the application's own hash of it, by which the parameters are the same, for
 * some seconds, with as many hashes at once as the application allows. Tells how many that were, as JSON.
 */
const { hash, password, seconds } = JSON.parse(process.argv[2] ?? '') as {
  hash: string;
  password: string;
  seconds: number;
};
const times: number[] = [];
const startedAt = performance.now();

async function hashOnAndOn(): Promise<void> {
  while (performance.now() - startedAt < seconds * 1000) {
    const begun = performance.now();
    if (!(await verify(hash, password))) throw new Error('The hash is not that of the password');
    times.push(performance.now() - begun);
  }
}

await Promise.all(Array.from({ length: Math.max(1, availableParallelism() - 1) }, hashOnAndOn));
const took = (performance.now() - startedAt) / 1000;
process.stdout.write(JSON.stringify({ requests: times.length, seconds: took, ...latenciesOf(times), errors: 0 }));
