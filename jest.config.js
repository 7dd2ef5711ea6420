export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/functions', '<rootDir>/shared', '<rootDir>/sandbox', '<rootDir>/tests'],
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
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
