import * as direction from '../rules/direction.js';
import { fault, type PlantedFault } from './fault.js';

export const DIRECTION_FAULTS: PlantedFault[] = [
  fault(
    direction.layersPointDown,
    'platform that imports a feature',
    'src/platform/x/x.ts',
    `import { A } from '../../users/index.js';`,
  ),
  fault(
    direction.layersPointDown,
    'a feature that imports the application',
    'src/users/x.ts',
    `import type { AppModule } from '../app.module.js';`,
  ),
  fault(
    direction.layersPointDown,
    'the application that imports a program',
    'src/app.module.ts',
    `import './boot/boot.js';`,
  ),
  fault(
    direction.layersPointDown,
    'a source that imports a migration',
    'src/cli/x.ts',
    `import '../../migrations/20260101120000-create-users.js';`,
  ),
  fault(
    direction.layersPointDown,
    'an import() that goes up',
    'src/platform/x/x.ts',
    `\nawait import('../../users/index.js');`,
    2,
  ),
  fault(
    direction.layersPointDown,
    'an import() type that goes up',
    'src/platform/x/x.ts',
    `\ntype A = import('../../users/index.js').A;`,
    2,
  ),
  fault(
    direction.layersPointDown,
    'a re-export that goes up',
    'src/platform/x/x.ts',
    `export * from '../../users/index.js';`,
  ),
  fault(
    direction.sourcesStandAlone,
    'a source that imports a test',
    'src/users/x.ts',
    `import '../../test/support/client.js';`,
  ),
  fault(
    direction.sourcesStandAlone,
    'a migration that imports a source',
    'migrations/x.ts',
    `import { A } from '../src/users/user.entity.js';`,
  ),
  fault(
    direction.featuresAreEnteredByTheirIndex,
    'a feature that reaches into another',
    'src/posts/x.ts',
    `import { A } from '../users/users.service.js';`,
  ),
  fault(
    direction.featuresAreEnteredByTheirIndex,
    'a type taken from inside',
    'src/posts/x.ts',
    `import type { A } from '../users/user.entity.js';`,
  ),
  fault(
    direction.featuresAreEnteredByTheirIndex,
    'the application that reaches into a feature',
    'src/app.module.ts',
    `import { A } from './users/users.module.js';`,
  ),
  fault(
    direction.featuresKeepTheirDirection,
    'users that know auth',
    'src/users/x.ts',
    `import type { A } from '../auth/index.js';`,
    1,
    { 'src/auth/index.ts': '' },
  ),
  fault(
    direction.featuresKeepTheirDirection,
    'health that enters a feature',
    'src/health/x.ts',
    `import { A } from '../users/index.js';`,
  ),
  fault(direction.featuresAreKnown, 'a feature without a place', 'src/webhooks/index.ts', '', 1, {}, 'src/webhooks:1'),
];
