import { defineProblem, invalidState, type Problem } from '../platform/problem/index.js';

export const slugTaken = defineProblem(
  'SLUG_TAKEN',
  409,
  'Slug is taken',
  'Another post has this slug, or had it once; `suggestion` is one that is free.',
);

/** @param allowed the actions that the post's state admits. */
export function notInState(status: string, allowed: readonly string[]): Problem {
  return invalidState({ detail: `The post is ${status}`, extras: { allowed } });
}
