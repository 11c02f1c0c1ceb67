import * as code from '../rules/code.js';
import { fault, type PlantedFault } from './fault.js';

const FORWARD = `import { forwardRef } from '@nestjs/common';`;

export const CODE_FAULTS: PlantedFault[] = [
  fault(code.configAloneReadsTheEnvironment, 'process.env', 'src/main.ts', `\nloadConfig(process.env);`, 2),
  fault(code.configAloneReadsTheEnvironment, `process['env']`, 'src/users/x.ts', `const x = process['env'].PORT;`),
  fault(
    code.configAloneReadsTheEnvironment,
    'the environment by way of globalThis',
    'src/users/x.ts',
    `globalThis.process?.env;`,
  ),
  fault(
    code.configAloneReadsTheEnvironment,
    'the environment taken out of process',
    'src/users/x.ts',
    `const { env: e } = process;`,
  ),
  fault(
    code.configAloneReadsTheEnvironment,
    'the environment imported',
    'src/users/x.ts',
    `import { env as e } from 'node:process';`,
  ),
  fault(
    code.configAloneReadsTheEnvironment,
    'a file loaded into the environment',
    'src/cli/x.ts',
    `process.loadEnvFile();`,
  ),
  fault(
    code.nobodyRefersForward,
    'forwardRef',
    'src/users/users.module.ts',
    `${FORWARD}\nconst x = forwardRef(() => A);`,
    2,
  ),
  fault(
    code.nobodyRefersForward,
    'forwardRef of a namespace',
    'src/users/users.module.ts',
    `nest.forwardRef(() => A);`,
  ),
  fault(
    code.onlyServicesOpenTransactions,
    'a controller that opens a transaction',
    'src/users/users.controller.ts',
    `\n\nthis.database.transaction(work);`,
    3,
  ),
  fault(
    code.onlyServicesOpenTransactions,
    'a repository that opens a transaction',
    'src/users/users.repository.ts',
    `runner['startTransaction']();`,
  ),
  fault(code.nothingIsExportedByDefault, 'a default class', 'src/users/x.ts', `export default class X {}`),
  fault(
    code.nothingIsExportedByDefault,
    'a default expression',
    'src/users/x.ts',
    `const x = 1;\nexport default x;`,
    2,
  ),
  fault(
    code.nothingIsExportedByDefault,
    'a name exported as default',
    'src/users/x.ts',
    `const x = 1;\nexport { x as default };`,
    2,
  ),
  fault(
    code.relationsStayInTheirFeature,
    'a relation with an entity of another feature',
    'src/posts/post.entity.ts',
    `import type { User } from '../users/index.js';`,
  ),
  fault(
    code.relationsStayInTheirFeature,
    'a relation with an entity named by a string',
    'src/posts/post.entity.ts',
    `class Post {\n  @ManyToOne('User')\n  author: unknown;\n}`,
    2,
  ),
];
