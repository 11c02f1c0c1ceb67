import tests from './jest.config.js';

/** The tests, and the short forms of what proves the promises by force: faults, random histories, hostile requests. */
export default { ...tests, testMatch: [...tests.testMatch, '<rootDir>/test/**/*.proof.ts'] };
