/** A small project that keeps every rule: each planted fault is written over it. */
export const SOUND_PROJECT: Record<string, string> = {
  'migrations/20260101120000-create-users.ts': `import type { MigrationInterface, QueryRunner } from 'typeorm';`,
  'src/main.ts': `import { AppModule } from './app.module.js';\nimport { boot } from './boot/boot.js';\nvoid boot(AppModule);`,
  'src/boot/boot.ts': `export function boot(module: object): void { module.toString(); }`,
  'src/app.module.ts': `import { PostsModule } from './posts/index.js';\nexport class AppModule { parts = [PostsModule]; }`,
  ...feature('users', `import { Column } from 'typeorm';`),
  ...feature('posts', `import { Column } from 'typeorm';`),
  'src/platform/config/config.ts': `export const port = process.env.PORT;`,
  'src/platform/database/database.ts': `import { DataSource } from 'typeorm';\nexport const run = (source: DataSource): unknown => source.transaction(async () => undefined);`,
  'src/platform/http/input.ts': `import { plainToInstance } from 'class-transformer';\nexport const make = plainToInstance;`,
  'test/users/users.spec.ts': '',
};

/** The files of a feature that keeps every rule. */
function feature(name: string, entityImports: string): Record<string, string> {
  const entity = name.replace(/s$/, '');
  return {
    [`src/${name}/index.ts`]: `export { ${name}Service } from './${name}.service.js';\nexport { PostsModule } from './${name}.module.js';\nexport type { Row } from './${entity}.entity.js';`,
    [`src/${name}/${name}.module.ts`]: `import { TypeOrmModule } from '@nestjs/typeorm';\nimport { Controller } from './${name}.controller.js';\nimport { Row } from './${entity}.entity.js';\nexport class PostsModule { parts = [TypeOrmModule, Controller, Row]; }`,
    [`src/${name}/${name}.controller.ts`]: `import type { Row } from './${entity}.entity.js';\nimport { ${name}Service } from './${name}.service.js';\nexport class Controller { row?: Row; service = ${name}Service; }`,
    [`src/${name}/${name}.service.ts`]: `import { Repository } from './${name}.repository.js';\nexport class ${name}Service { create(database: Database): unknown { return database.transaction(() => Repository); } }`,
    [`src/${name}/${name}.repository.ts`]: `import { InjectRepository } from '@nestjs/typeorm';\nimport { Row } from './${entity}.entity.js';\nexport class Repository { parts = [InjectRepository, Row]; }`,
    [`src/${name}/${name}.service.spec.ts`]: '',
    [`src/${name}/${entity}.entity.ts`]: `${entityImports}\nexport class Row { @Column() id = ''; }`,
  };
}
