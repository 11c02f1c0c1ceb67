import { defineProblem } from '../platform/problem/index.js';

export const tagTaken = defineProblem(
  'TAG_TAKEN',
  409,
  'Tag is taken',
  'Another tag has this name, or had it once. To make one of the two, merge them: `POST /tags/{slug}/merge`.',
);
