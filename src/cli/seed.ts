import { fileURLToPath } from 'node:url';
import { importCommand } from './import-command.js';

/** The committed posts, seen from `dist/src/cli`. */
const DEMO_POSTS = new URL('../../../content/nodejs-blog', import.meta.url);

await importCommand(fileURLToPath(DEMO_POSTS));
