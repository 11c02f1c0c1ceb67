import { keepCompiledCode } from '../boot/compile-cache.js';

/** Compiles what a start needs, for an image whose processes may not write. */
keepCompiledCode();
await import('../boot/boot.js');
