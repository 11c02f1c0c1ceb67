import * as circles from '../rules/circles.js';
import { fault, type PlantedFault } from './fault.js';

export const CIRCLES_FAULTS: PlantedFault[] = [
  fault(
    circles.foldersFormNoCircle,
    'two folders that need each other',
    'src/platform/a/a.ts',
    `import type { B } from '../b/b.js';`,
    1,
    {
      'src/platform/b/b.ts': '',
      'src/platform/b/c.ts': `import type { A } from '../a/a.js';`,
    },
  ),
  fault(
    circles.foldersFormNoCircle,
    'a folder and one within it',
    'src/users/inner/y.ts',
    `import type { R } from '../user.entity.js';`,
    1,
    {
      'src/users/x.ts': `import './inner/y.js';`,
    },
  ),
  fault(circles.filesFormNoCircle, 'three files in a ring', 'src/users/a.ts', `\nimport { B } from './b.js';`, 2, {
    'src/users/b.ts': `export { C } from './c.js';`,
    'src/users/c.ts': `import { A } from './a.js';`,
  }),
  fault(circles.filesFormNoCircle, 'a file that imports itself', 'src/users/a.ts', `import { A } from './a.js';`),
];
