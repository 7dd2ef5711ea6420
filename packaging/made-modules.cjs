'use strict'

const { readdirSync, readFileSync } = require('node:fs')
const { basename, join } = require('node:path')

const root = join(__dirname, '..')
const namespace = 'longshore'

/** Gives handlers the normalised configuration as the module `longshore:config`: no YAML and no schema at run time. */
const configuration = (serverless) => ({
  name: 'longshore-config',
  setup(build) {
    build.onResolve({ filter: /^longshore:config$/ }, ({ path }) => ({ path, namespace }))
    build.onLoad({ filter: /^longshore:config$/, namespace }, () => ({
      contents: JSON.stringify(configOf(serverless)),
      loader: 'json',
    }))
  },
})

function configOf(serverless) {
  const { packagedConfig } = require('../shared/config/derive/package-parts.ts')
  return packagedConfig(root, serverless.service.provider.stage)
}

/**
 * A module `longshore:<name>` that is written for the configuration: whoever does not ask for something carries nothing for it.
 * `written` gets the configuration, or undefined where that comes from outside the bundle, as in a rehearsal, and may ask for
 * anything. What it writes is read as a file of `folder`.
 */
const made = (name, folder, written) => (serverless) => ({
  name: `longshore-${name}`,
  setup(build) {
    const filter = new RegExp(`^longshore:${name}$`)
    build.onResolve({ filter }, ({ path }) => ({ path, namespace }))
    build.onLoad({ filter, namespace }, async () => {
      const { external } = await build.resolve('longshore:config', { kind: 'import-statement', resolveDir: root })
      return { contents: written(external ? undefined : configOf(serverless)), resolveDir: join(root, folder) }
    })
  },
})

const exporting = (name, file, isNeeded) =>
  isNeeded ? `export { ${name} } from '${file}'` : `export const ${name} = undefined`

/** The platforms of the configured kinds of target, and what watches alarms and runs tasks. */
const platforms = made('platforms', 'shared/lambda/platforms', (config) => {
  const targets = Object.values(config?.targets ?? {})
  const every = readdirSync(join(root, 'shared/lambda/platforms')).map((file) => basename(file, '.ts'))
  const kinds = config ? [...new Set(targets.map(({ kind }) => kind))].sort() : every
  const needs = (isAsked) => !config || targets.some(({ policy }) => isAsked(policy))
  return [
    ...kinds.map((kind, index) => `import { platform as p${index} } from './${kind}.ts'`),
    exporting(
      'alarms',
      '../alarms.ts',
      needs(({ alarms }) => alarms),
    ),
    exporting(
      'tasks',
      '../tasks.ts',
      needs(({ before, after }) => before ?? after),
    ),
    `export default { ${kinds.map((kind, index) => `'${kind}': p${index}`).join(', ')} }`,
  ].join('\n')
})

/** What tells which images targets have in use, for the configured kinds; CodeDeploy's services are ECS's. */
const imageUsers = made('image-users', 'shared/lambda/image-users', (config) => {
  const every = readdirSync(join(root, 'shared/lambda/image-users')).map((file) => basename(file, '.ts'))
  const asked = Object.values(config?.targets ?? {}).map(({ kind }) => (kind === 'codedeploy' ? 'ecs' : kind))
  const kinds = config ? [...new Set(asked)].sort() : every
  return [
    ...kinds.map((kind, index) => `import { users as u${index} } from './${kind}.ts'`),
    `export default [${kinds.map((_, index) => `u${index}`).join(', ')}]`,
  ].join('\n')
})

/** What reaches the places that targets are in. */
const places = made('places', 'shared/lambda/places', (config) => {
  const others = Object.values(config?.targets ?? {}).flatMap(({ elsewhere }) => elsewhere ?? [])
  if (config && others.length === 0) return `export { atPlaces } from './here.ts'`
  const takesRoles = !config || others.some(({ role }) => role !== undefined)
  return [
    `import { configuration } from '../configuration.ts'`,
    `import { everywhere } from './everywhere.ts'`,
    ...(takesRoles ? [`import { takeRole } from './take-role.ts'`] : []),
    `export const atPlaces = everywhere(configuration, ${takesRoles ? 'takeRole' : 'undefined'})`,
  ].join('\n')
})

const slackBot = `
import { dynamoCommits as commitsOf } from './aws/dynamo-commits.ts'
import { dynamoLivingMessages as livingMessages } from './aws/dynamo-living-messages.ts'
import { slackWeb } from './notify/slack/slack-web.ts'
import { tellWithBot } from './notify/slack/tell-with-bot.ts'
export const bot = { commitsOf, livingMessages, slackWeb, tellWithBot }`

/** What tells Slack by a bot. */
const slack = made('slack', 'shared', (config) =>
  !config || config.slack?.bot ? slackBot : 'export const bot = undefined',
)

/** What tells who is in the user groups that may press buttons in Slack. */
const slackActions = made('slack-actions', 'shared/slack-actions', (config) =>
  exporting('groupMembers', './group-members.ts', !config || config.slack?.actions?.groups.length > 0),
)

/** What figures are made with. */
const figures = made('figures', 'shared/lambda', (config) => {
  const { metrics, traces } = config ? (config.figures ?? {}) : { metrics: true, traces: true }
  return [exporting('meter', './meter.ts', metrics), exporting('traces', './traces.ts', traces)].join('\n')
})

const everyProof = {
  looks: ['function', 'http', 'log', 'metric'],
  parts: ['parameters', 'secrets', 'inside'],
  scans: true,
}

/** What proofs and scans are looked at with. */
const proofs = made('proofs', 'shared/lambda/proofs', (config) => {
  const { looks, parts, scans } = config ? proofParts(Object.values(config.targets)) : everyProof
  const from = (name, file) => `import { ${name} as ${file}Part } from './${file}.ts'`
  const members = [...looks, ...parts].map((part) => `${part}: ${part}Part`).join(', ')
  const looking = `import { proversOf } from '../provers.ts'\nexport const provers = (config, at) => proversOf(config, { ${members} }, at)`
  return [
    ...looks.map((kind) => from('look', kind)),
    ...parts.map((part) => from(part, part)),
    looks.length > 0 ? looking : 'export const provers = undefined',
    exporting('scans', './scans.ts', scans),
  ].join('\n')
})

/** Which of shared/lambda/proofs targets need. */
function proofParts(targets) {
  const asked = targets.flatMap(({ policy }) => policy.proofs ?? [])
  const headers = asked.flatMap((proof) => Object.values(proof.headers ?? {}))
  return {
    looks: [...new Set(asked.map(({ kind }) => kind))].sort(),
    parts: [
      ...(headers.some(({ ssm }) => ssm !== undefined) ? ['parameters'] : []),
      ...(headers.some(({ secret }) => secret !== undefined) ? ['secrets'] : []),
      ...(asked.some(({ through }) => through === 'vpc') ? ['inside'] : []),
    ],
    scans: targets.some(({ policy }) => policy.scan),
  }
}

/** What doctor asks targets of the configured kinds with. */
const doctor = made('doctor', 'shared/lambda/doctor', (config) => {
  const every = readdirSync(join(root, 'shared/lambda/doctor')).map((file) => basename(file, '.ts'))
  const kinds = config ? [...new Set(Object.values(config.targets).map(({ kind }) => kind))].sort() : every
  const imports = kinds.map((kind, index) => `import { clients as k${index} } from './${kind}.ts'`)
  return [...imports, `export default [${kinds.map((_, index) => `k${index}`).join(', ')}]`].join('\n')
})

/** What comparisons of versions come to where no target follows any: nothing asks for them. */
const withoutVersions = { compare: '0', satisfies: 'false', valid: 'null' }

/** How versions are compared: 20 KB that only a configuration carries whose targets follow versions. */
const versions = (serverless) => ({
  name: 'longshore-versions',
  setup(build) {
    let asked
    const followsVersions = () => (asked ??= ask())
    const ask = async () => {
      const { external } = await build.resolve('longshore:config', { kind: 'import-statement', resolveDir: root })
      const targets = external ? undefined : Object.values(configOf(serverless).targets)
      const tags = (targets ?? []).flatMap(({ policy }) => Object.values(policy.containers).map((one) => one.tags.kind))
      return !targets || tags.includes('semver')
    }
    build.onResolve({ filter: /^semver\/functions\// }, async ({ path }) =>
      (await followsVersions()) ? undefined : { path: basename(path, '.js'), namespace: 'no-versions' },
    )
    build.onLoad({ filter: /.*/, namespace: 'no-versions' }, ({ path }) => ({
      contents: `export default () => ${withoutVersions[path]}`,
    }))
  },
})

/** Gives handlers the script that Docker hosts are driven by, as the module `longshore:host-script`: its files one after another. */
const hostScript = {
  name: 'longshore-host-script',
  setup(build) {
    const folder = join(root, 'shared/platforms/docker-host/host')
    build.onResolve({ filter: /^longshore:host-script$/ }, ({ path }) => ({ path, namespace }))
    build.onLoad({ filter: /^longshore:host-script$/, namespace }, () => {
      const files = readdirSync(folder)
        .filter((file) => file.endsWith('.sh'))
        .sort()
      const imports = files.map((file, index) => `import s${index} from './${file}'`)
      const parts = files.map((_, index) => `s${index}`).join(', ')
      return { contents: `${imports.join('\n')}\nexport default [${parts}].join('')`, resolveDir: folder }
    })
    build.onLoad({ filter: /\.sh$/ }, ({ path }) => ({ contents: readFileSync(path, 'utf8'), loader: 'text' }))
  },
}

/** Modules that the bundles import and no file holds. */
module.exports = (serverless) => [
  ...[configuration, platforms, imageUsers, places, figures, proofs, slack, slackActions, doctor, versions].map(
    (plugin) => plugin(serverless),
  ),
  hostScript,
]
