import { defineProblem, invalidField, type Problem } from '../platform/problem/index.js';

export const invalidCredentials = defineProblem(
  'INVALID_CREDENTIALS',
  401,
  'Invalid credentials',
  'No account has this email address and password, or the code of its second factor is wrong.',
);
export const secondFactorRequired = defineProblem(
  'SECOND_FACTOR_REQUIRED',
  401,
  'Second factor required',
  'The password is right, and the account has a second factor: send its `code` along.',
);
export const tokenReused = defineProblem(
  'TOKEN_REUSED',
  401,
  'Token reused',
  'The refresh token was spent before; somebody else may have it, so its session has been ended.',
);

/** One answer to whoever may not sign in, whatever the reason. */
export function refusedSignIn(): Problem {
  return invalidCredentials({ headers: { 'WWW-Authenticate': 'Bearer' } });
}

/** One answer to whoever presents a one-time token that is unknown, used, expired or void. */
export function uselessToken(): Problem {
  return invalidField('token', 'uselessToken', 'token is not valid, or not any more: ask for a new mail');
}

/** To whoever knows the password of an account with a second factor. */
export function askForCode(): Problem {
  return secondFactorRequired({ headers: { 'WWW-Authenticate': 'Bearer' } });
}
