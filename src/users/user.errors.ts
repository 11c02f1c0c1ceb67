import { defineProblem } from '../platform/problem/index.js';

export const emailTaken = defineProblem(
  'EMAIL_TAKEN',
  409,
  'Email is taken',
  'Another account uses this email address.',
);
export const usernameTaken = defineProblem(
  'USERNAME_TAKEN',
  409,
  'Username is taken',
  'Another account uses this username.',
);
export const lastAdmin = defineProblem(
  'LAST_ADMIN',
  409,
  'Last admin',
  'The change would leave no active administrator.',
);
