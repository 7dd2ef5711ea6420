import { join } from 'node:path'

// Processes that tests start (the Serverless Framework, the sandbox's own) load what an earlier one compiled.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/longshore-node')

/** What CI runs besides: minutes that a developer need not wait for each time. `LONGSHORE_THOROUGH=1 npx jest`, or `npm run test:heavy`. */
const isThorough = process.env.LONGSHORE_THOROUGH === '1' || process.env.LONGSHORE_HEAVY === '1'
const slow = [
  'tests/bench/bundles',
  'tests/docs/(costs-by-size|restoring)',
  'tests/doctor/(places|story)',
  'tests/page/browser',
  'tests/cli/served',
  'tests/prune/(prune|stack|unread|elsewhere|told|batches|partial-answers|meanwhile)',
  'tests/host/(deploy|failures|kill|load|revert|side-by-side)',
  'tests/sandbox/ssm/host-script',
  'tests/scenarios/cli-plays',
  'tests/template/((task|lambda|ends|proof|spread)-rights|300-targets|slack-actions|ends|figures|github|handlers|page|rights-suffice|slack-bot)',
  'tests/places/(bundles|rights-suffice|packaged)',
  'tests/github/(deaths|refusals)',
  'tests/init/adopting',
  'tests/upgrade/',
  'tests/wire/(broken-targets|kill-|recorded-streams|serverless-invoke)',
]

/** What stays behind `npm run test:heavy`: hours of random trouble, of which other suites play a part. */
const isHeavy = process.env.LONGSHORE_HEAVY === '1'
const heavy = ['tests/wire/stories/', 'tests/wire/kill-ends', 'tests/platforms/docker-host-back']

export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/functions', '<rootDir>/shared', '<rootDir>/sandbox', '<rootDir>/tests'],
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', ...(isThorough ? [] : slow), ...(isHeavy ? [] : heavy)],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/.serverless', '<rootDir>/.esbuild', '<rootDir>/.stryker-tmp'],
  coverageProvider: 'v8',
  collectCoverageFrom: ['shared/**/*.ts', 'functions/**/*.ts', '!**/*.d.ts'],
  coverageThreshold: { './shared/domain/': { branches: 95 } },
  maxWorkers: 2,
  reporters: ['default', '<rootDir>/tests/closing-line.js'],
}
