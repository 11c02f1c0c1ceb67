import * as roles from '../rules/roles.js';
import { fault, type PlantedFault } from './fault.js';

export const ROLES_FAULTS: PlantedFault[] = [
  fault(
    roles.rolesPointDown,
    'a controller that loads a repository',
    'src/users/users.controller.ts',
    `import { A } from './users.repository.js';`,
  ),
  fault(
    roles.rolesPointDown,
    'a controller that loads an entity',
    'src/users/users.controller.ts',
    `import { type B, A } from './user.entity.js';`,
  ),
  fault(
    roles.rolesPointDown,
    'a service that loads a controller',
    'src/users/users.service.ts',
    `import { A } from './users.controller.js';`,
  ),
  fault(
    roles.rolesPointDown,
    'a repository that loads a service',
    'src/users/users.repository.ts',
    `import './users.service.js';`,
  ),
  fault(
    roles.rolesPointDown,
    'an entity that loads a request',
    'src/users/user.entity.ts',
    `import { A } from './user.dto.js';`,
    1,
    { 'src/users/user.dto.ts': '' },
  ),
  fault(
    roles.rolesPointDown,
    'a piece that loads a controller',
    'src/users/first-admin.ts',
    `import { A } from './users.controller.js';`,
  ),
  fault(
    roles.indexesKeepTheInside,
    'a repository given out',
    'src/users/index.ts',
    `export * from './users.repository.js';`,
  ),
  fault(
    roles.indexesKeepTheInside,
    'an entity given out as a value',
    'src/users/index.ts',
    `export { Row } from './user.entity.js';`,
  ),
];
