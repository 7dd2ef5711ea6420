'use strict'

/*
 * The bridge from serverless.yml to the configuration: `${file(./longshore.template.cjs):rights}`.
 * Everything is derived in shared/config from longshore.yml (or the file that LONGSHORE_CONFIG names) and its lock file.
 */

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  const error = new Error(
    `Longshore's configuration is TypeScript, which Node ${process.versions.node} cannot load. ` +
      'Run the Serverless Framework through npx or an npm script after npm ci (that brings Node 24), or install Node 24.',
  )
  error.stack = error.message
  throw error
}

const {
  packagedAccounts,
  packagedConfig,
  packagedTemplate,
  packagedWarnings,
} = require('./shared/config/derive/package-parts.ts')

/** Told whole the first time; serverless.yml refers to this file often and each reference would repeat it. */
let told = false

function derive(make) {
  try {
    return make()
  } catch (error) {
    if (error.name !== 'ConfigurationBroken') throw error
    if (told) error.message = 'The configuration has mistakes, listed with the first error.'
    told = true
    error.stack = error.message
    throw error
  }
}

const keys = [
  'account',
  'region',
  'partition',
  'domain',
  'maxParallel',
  'probeVpc',
  'pageConcurrency',
  'pruneEvents',
  'slackActionConcurrency',
  'examinedRoles',
  'imagePushedEvents',
  'rolloutChangedEvents',
  'rights',
  'githubActions',
  'busPrincipals',
  'stack',
]
let template
for (const key of keys) {
  Object.defineProperty(exports, key, {
    enumerable: true,
    get: () => {
      if (!template) {
        template = derive(() => packagedTemplate(__dirname))
        const warnings = packagedWarnings(__dirname)
        if (warnings !== '') console.error(warnings)
      }
      return template[key]
    },
  })
}

/** The normalised configuration of the default stage, for what runs the stack without packaging it. */
Object.defineProperty(exports, 'config', {
  enumerable: true,
  get: () => derive(() => packagedConfig(__dirname, 'dev')),
})

/** What other accounts and regions need, as `npx longshore account-template` prints it for the default stage. */
Object.defineProperty(exports, 'accountTemplates', {
  enumerable: true,
  get: () => derive(() => packagedAccounts(__dirname, 'dev')),
})
