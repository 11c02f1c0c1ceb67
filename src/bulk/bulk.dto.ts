import { QueryFlag } from '../platform/http/index.js';

/** The query of `POST /posts/import`. */
export class ImportQuery {
  @QueryFlag({ default: false, description: '`true` tells what would come of the lines, and changes nothing' })
  dryRun = false;
}
