import { writeFile } from 'node:fs/promises';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module.js';
import { applyRouting } from '../configure-app.js';
import { loadConfig } from '../platform/config/index.js';
import { createAdapter, createDocument } from '../platform/http/index.js';

/** Writes the OpenAPI document of the code to `openapi.json`. Nothing is connected to: the modules are only read. */
async function writeDocument(): Promise<void> {
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: 'postgres://nobody@localhost/nothing',
    JWT_SECRET: 'only-to-read-the-modules-0123456789-abcdef',
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(config), createAdapter(config), {
    preview: true,
    logger: false,
  });
  applyRouting(app);
  await writeFile('openapi.json', `${JSON.stringify(createDocument(app), null, 2)}\n`);
}

await writeDocument();
