import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { closeSchemas } from './close-schemas.js';
import { completeDocument } from './complete.js';
import { swagger } from '../documentation/decorators.js';
import { METRICS_SCHEME } from './operation.js';
import { FieldErrorView, ProblemView } from './problem.view.js';

const DESCRIPTION = `Accounts, sessions, roles and posts for sites and apps.

Every success is \`{ "data": … }\`; every failure is a problem document (RFC 9457) whose \`code\` is stable. Send the
access token as \`Authorization: Bearer …\`, or an API key as \`X-API-Key\`. \`x-roles\` of an operation names who may
call it, \`x-scopes\` the scopes that a key needs for it; without them no key may.`;

const ACCESS_TOKEN = 'The access token of `/auth/login`, a JWT that is made and checked as RFC8725 recommends';
const API_KEY = 'A key of `/auth/api-keys`, for programs; `x-scopes` names what it needs';
const METRICS_TOKEN = 'The value of `METRICS_TOKEN`, where the instance has one';

/** The API is for the public, wherever the document is read. */
const SERVER = {
  url: '/',
  description: 'The instance that the document comes from: local, staging or production',
  'x-internal': false,
};

/** The OpenAPI 3.1 document of the running application. */
export function createDocument(app: INestApplication): OpenAPIObject {
  const { DocumentBuilder, SwaggerModule } = swagger();
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Quire')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addTag('Auth', 'Getting in, staying in, getting out')
    .addTag('Users', 'Profiles and the administration of accounts')
    .addTag('Posts', 'Writing, publishing and reading')
    .addTag('Tags', 'What posts are filed under')
    .addTag('Comments', 'What readers say about posts')
    .addTag('Favourites', 'Posts that somebody wants to find again')
    .addTag('Follows', 'Authors whom somebody wants to hear from')
    .addTag('Feeds', 'What readers subscribe to, and what search engines look for')
    .addTag('Audit', 'Who did what to what')
    .addTag('Operations', 'Probes, metrics and the catalogue of problems')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: ACCESS_TOKEN })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key', description: API_KEY }, 'apiKey')
    .addBearerAuth(
      { type: 'http', scheme: 'bearer', bearerFormat: 'opaque', description: METRICS_TOKEN },
      METRICS_SCHEME,
    )
    .build();
  outline.servers = [SERVER];
  const document = SwaggerModule.createDocument(app, outline, {
    extraModels: [ProblemView, FieldErrorView],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  completeDocument(document);
  closeSchemas(document.paths);
  closeSchemas(document.components?.schemas);
  return document;
}
