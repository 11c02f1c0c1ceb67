import { invalidField, invalidState, type Problem } from '../platform/problem/index.js';

/** @param allowed the actions that the comment's state admits. */
export function notInState(state: string, allowed: string[]): Problem {
  return invalidState({ detail: `The comment is ${state}`, extras: { allowed } });
}

export function unknownParent(): Problem {
  return invalidField('parentId', 'unknown', 'parentId must be a comment on the same post');
}

export function nestedTooDeep(): Problem {
  return invalidField('parentId', 'depth', 'parentId must not be a reply itself: replies are one level deep');
}
