import { ApiProperty } from '../platform/http/index.js';

export class TotpView {
  @ApiProperty({ description: 'Whether signing in takes a code' })
  enabled: boolean;

  @ApiProperty({ type: 'integer', minimum: 0, maximum: 10 })
  recoveryCodesLeft: number;
}

/** What an authenticator app is told. */
export class TotpSetupView {
  @ApiProperty({ maxLength: 64, description: 'In base32, to be typed in', example: 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP' })
  secret: string;

  @ApiProperty({
    maxLength: 1000,
    description: 'The same as an `otpauth://` URI, for a QR code',
    example: 'otpauth://totp/Quire:ann%40example.com?issuer=Quire&secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP',
  })
  uri: string;
}

export class RecoveryCodesView {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', maxLength: 40 },
    maxItems: 10,
    description: 'Each takes the place of a code once. They are never shown again.',
    example: ['k3vq-7xwd-2mzb-hpea'],
  })
  recoveryCodes: string[];
}
