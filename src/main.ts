import { keepCompiledCode } from './boot/compile-cache.js';

// It counts only for what is loaded later.
keepCompiledCode();
const { boot } = await import('./boot/boot.js');
await boot();
