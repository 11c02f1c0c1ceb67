import { Controller, Get, Header, VERSION_NEUTRAL } from '@nestjs/common';
import { ApiProperty, ApiTags, Document, document, Operation } from '../http/index.js';
import { Public } from './access.js';
import { SigningKeys, type PublicJwk } from './authentication/index.js';

const JWK_SET = 'application/jwk-set+json';

/** Seconds for which others may keep the set: a key is published at least so long before it signs. */
const MAX_AGE = 300;

const coordinate = { maxLength: 43, pattern: '^[\\w-]{43}$', example: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU' };

/** One public key (RFC 7517 §4). */
export class JwkView implements PublicJwk {
  @ApiProperty({ enum: ['EC'] })
  kty: 'EC';

  @ApiProperty({ enum: ['P-256'] })
  crv: 'P-256';

  @ApiProperty(coordinate)
  x: string;

  @ApiProperty(coordinate)
  y: string;

  @ApiProperty({ ...coordinate, description: 'The `kid` in the header of the tokens that it verifies' })
  kid: string;

  @ApiProperty({ enum: ['sig'] })
  use: 'sig';

  @ApiProperty({ enum: ['ES256'] })
  alg: 'ES256';
}

export class JwkSetView {
  @ApiProperty({ type: [JwkView], maxItems: 100, description: 'Empty while a shared secret signs' })
  keys: JwkView[];
}

/** The public keys by which others verify our access tokens (RFC 7517 §5). */
@ApiTags('Operations')
@Controller({ path: '.well-known/jwks.json', version: VERSION_NEUTRAL })
export class JwksController {
  private readonly set: Document;

  constructor({ published }: SigningKeys) {
    this.set = new Document(JSON.stringify({ keys: published }));
  }

  @Get()
  @Public()
  @Header('Cache-Control', `public, max-age=${MAX_AGE}`)
  @Operation({
    summary: 'Read the public keys of access tokens',
    description: 'The key that signs comes first; the others are about to sign, or have signed until lately.',
    success: document(JWK_SET, 'A set of keys', JwkSetView),
  })
  read(): Document {
    return this.set;
  }
}
