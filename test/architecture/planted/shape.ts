import * as shape from '../rules/shape.js';
import { fault, type PlantedFault } from './fault.js';

const LONG_FILE = 'export {};\n'.repeat(251);
const WIDE_CLASS = `@Injectable()\nexport class Wide {\n  constructor(a: A, b: B, c: C, d: D, e: E, f: F) {}\n}`;

export const SHAPE_FAULTS: PlantedFault[] = [
  fault(
    shape.featuresAreComplete,
    'a feature without a repository',
    'src/auth/index.ts',
    '',
    1,
    { 'src/auth/auth.controller.ts': '', 'src/auth/auth.service.ts': '', 'src/auth/auth.module.ts': '' },
    'src/auth:1',
  ),
  fault(
    shape.featuresAreComplete,
    'health without a controller',
    'src/health/index.ts',
    '',
    1,
    { 'src/health/health.module.ts': '' },
    'src/health:1',
  ),
  fault(shape.specsAreFound, 'a spec at the root', 'tools/x.spec.ts', ''),
  fault(shape.specsAreFound, 'a spec in a folder of its own', 'src/users/__tests__/x.spec.ts', ''),
  fault(shape.filesStaySmall, 'a file of 251 lines', 'src/users/x.ts', LONG_FILE, 251),
  fault(shape.constructorsStaySmall, 'a constructor of six', 'src/users/x.ts', WIDE_CLASS, 3),
];
