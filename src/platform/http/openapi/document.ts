import type { INestApplication } from '@nestjs/common';
import type { OpenAPIObject } from '@nestjs/swagger';
import { closeSchemas } from './close-schemas.js';
import { completeOperations } from './complete.js';
import { swagger } from '../documentation/decorators.js';
import { FieldErrorView, ProblemView } from './problem.view.js';

const DESCRIPTION = `Accounts, sessions, roles and posts for sites and apps.

Every success is \`{ "data": … }\`; every failure is a problem document (RFC 9457) whose \`code\` is stable. Send the
access token as \`Authorization: Bearer …\`, or an API key as \`X-API-Key\`. \`x-roles\` of an operation names who may
call it, \`x-scopes\` the scopes that a key needs for it; without them no key may.`;

/** The OpenAPI 3.1 document of the running application. */
export function createDocument(app: INestApplication): OpenAPIObject {
  const { DocumentBuilder, SwaggerModule } = swagger();
  const outline = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Quire')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/')
    .addTag('Auth', 'Getting in, staying in, getting out')
    .addTag('Users', 'Profiles and the administration of accounts')
    .addTag('Posts', 'Writing, publishing and reading')
    .addTag('Tags', 'What posts are filed under')
    .addTag('Feeds', 'What readers subscribe to, and what search engines look for')
    .addTag('Operations', 'Probes, metrics and the catalogue of problems')
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' })
    .addApiKey({ type: 'apiKey', in: 'header', name: 'X-API-Key' }, 'apiKey')
    .build();
  const document = SwaggerModule.createDocument(app, outline, {
    extraModels: [ProblemView, FieldErrorView],
    operationIdFactory: (controller, method) => `${controller.replace(/Controller$/, '')}_${method}`,
  });
  completeOperations(document);
  closeSchemas(document.paths);
  closeSchemas(document.components?.schemas);
  return document;
}
