import { keepCompiledCode } from './boot/compile-cache.js';

// It counts only for what is loaded later.
keepCompiledCode();
const { startTracing } = await import('./boot/tracing.js');
const tracing = await startTracing();
const { boot } = await import('./boot/boot.js');
await boot(tracing);
