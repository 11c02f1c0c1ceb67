import { ApiProperty } from '../platform/http/index.js';

export class TotpView {
  @ApiProperty({ description: 'Whether signing in takes a code' })
  enabled: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 10 })
  recoveryCodesLeft: number;
}

/** What an authenticator app is told. */
export class TotpSetupView {
  @ApiProperty({ description: 'In base32, to be typed in', example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  secret: string;

  @ApiProperty({ description: 'The same as an `otpauth://` URI, for a QR code' })
  uri: string;
}

export class RecoveryCodesView {
  @ApiProperty({
    type: [String],
    description: 'Each takes the place of a code once. They are never shown again.',
    example: ['k3vq-7xwd-2mzb-hpea'],
  })
  recoveryCodes: string[];
}
