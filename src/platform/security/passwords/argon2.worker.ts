import { hashSync, verifySync, type Options } from '@node-rs/argon2';

// Loaded in threads of their own, in the tests straight from its source: it may import packages only.

/** A password, and what its hash shall cost. */
export interface HashTask {
  password: string;
  parameters: Options;
}

/** A password, and the PHC string that it may be that of. */
export interface VerifyTask {
  password: string;
  stored: string;
}

/** A PHC string with a new salt. */
export function hash({ password, parameters }: HashTask): string {
  return hashSync(password, parameters);
}

/** Whether the stored hash is that of the password. */
export function verify({ password, stored }: VerifyTask): boolean {
  return verifySync(stored, password);
}
