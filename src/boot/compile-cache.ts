import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

/**
 * Beside the dependencies: whoever may write there decides about what runs anyway, which is not true of the folder for
 * temporary files that Node would take.
 */
const FOLDER = join(import.meta.dirname, '../../../node_modules/.cache/quire');

/** Has this process take the code that is compiled already, and leave its own to the next. Does without where it may not. */
export function keepCompiledCode(): void {
  enableCompileCache(FOLDER);
}
