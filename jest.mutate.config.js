import config from './jest.config.js'

/** The fast tables alone judge mutants: a schedule of seconds per mutant would take a day. */
export default {
  ...config,
  roots: ['<rootDir>/shared', '<rootDir>/tests/domain'],
  testMatch: ['<rootDir>/tests/domain/**/*.test.ts'],
}
