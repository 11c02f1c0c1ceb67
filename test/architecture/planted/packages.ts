import * as packages from '../rules/packages.js';
import { fault, type PlantedFault } from './fault.js';

export const PACKAGES_FAULTS: PlantedFault[] = [
  fault(
    packages.persistenceStaysInItsPlace,
    'a service that queries',
    'src/users/users.service.ts',
    `import { type A, In } from 'typeorm';`,
  ),
  fault(
    packages.persistenceStaysInItsPlace,
    'a service with a repository of TypeORM',
    'src/users/users.service.ts',
    `import { InjectRepository } from '@nestjs/typeorm';`,
  ),
  fault(
    packages.persistenceStaysInItsPlace,
    'all of TypeORM under one name',
    'src/users/x.ts',
    `import * as orm from 'typeorm';`,
  ),
  fault(
    packages.persistenceStaysInItsPlace,
    'a module that does more than list entities',
    'src/users/users.module.ts',
    `import { InjectRepository } from '@nestjs/typeorm';`,
  ),
  fault(
    packages.persistenceStaysInItsPlace,
    'a repository with a connection of its own',
    'src/users/users.repository.ts',
    `import { Pool } from 'pg';`,
  ),
  fault(
    packages.persistenceStaysInItsPlace,
    'platform beside platform/database',
    'src/platform/http/x.ts',
    `import { A } from 'typeorm/error/A.js';`,
  ),
  fault(
    packages.classTransformerStaysAtTheEdge,
    'an instance made in a service',
    'src/users/users.service.ts',
    `import { plainToInstance } from 'class-transformer';`,
  ),
  fault(
    packages.classTransformerStaysAtTheEdge,
    'all of class-transformer under one name',
    'src/users/x.ts',
    `import * as transformer from 'class-transformer';`,
  ),
];
