import { join } from 'node:path';

/** Processes that tests start keep their compiled code for the next one, which starts in half the time. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(import.meta.dirname, '../../node_modules/.cache/quire') };
