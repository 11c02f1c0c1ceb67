import { CIRCLES_FAULTS } from './circles.js';
import { CODE_FAULTS } from './code.js';
import { DIRECTION_FAULTS } from './direction.js';
import { PACKAGES_FAULTS } from './packages.js';
import { ROLES_FAULTS } from './roles.js';
import { SHAPE_FAULTS } from './shape.js';
import type { PlantedFault } from './fault.js';

export { SOUND_PROJECT } from './sound-project.js';

export const PLANTED_FAULTS: PlantedFault[] = [
  ...DIRECTION_FAULTS,
  ...CIRCLES_FAULTS,
  ...ROLES_FAULTS,
  ...PACKAGES_FAULTS,
  ...CODE_FAULTS,
  ...SHAPE_FAULTS,
];
