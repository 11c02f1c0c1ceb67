import { PasswordField } from '../users/index.js';
import { OneTimeCodeField, SecondFactorCodeField } from './totp/index.js';

export class ConfirmTotpBody {
  @OneTimeCodeField()
  code: string;
}

/** Who somebody is, proven once more. */
export class TotpProofBody {
  @PasswordField()
  password: string;

  @SecondFactorCodeField({ optional: false })
  code: string;
}
