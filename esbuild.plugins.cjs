'use strict'

const { existsSync, readdirSync, readFileSync } = require('node:fs')
const { basename, dirname, isAbsolute, join } = require('node:path')

/** Gives handlers the normalised configuration as the module `longshore:config`: no YAML and no schema at run time. */
const configuration = (serverless) => ({
  name: 'longshore-config',
  setup(build) {
    build.onResolve({ filter: /^longshore:config$/ }, ({ path }) => ({ path, namespace: 'longshore' }))
    build.onLoad({ filter: /^longshore:config$/, namespace: 'longshore' }, () => {
      const { packagedConfig } = require('./shared/config/derive/package-parts.ts')
      const config = packagedConfig(__dirname, serverless.service.provider.stage)
      return { contents: JSON.stringify(config), loader: 'json' }
    })
  },
})

/**
 * Gives handlers the platforms of the kinds of target that the configuration names, as the module `longshore:platforms`: whoever
 * has no Lambda functions to look after carries no client for them; nor one for alarms without alarms, nor what runs tasks without tasks. Where the configuration comes from outside the bundle, as
 * in a rehearsal, it may name any kind.
 */
const platforms = (serverless) => ({
  name: 'longshore-platforms',
  setup(build) {
    const folder = join(__dirname, 'shared/lambda/platforms')
    const needed = async () => {
      const { external } = await build.resolve('longshore:config', { kind: 'import-statement', resolveDir: __dirname })
      if (external)
        return { kinds: readdirSync(folder).map((file) => basename(file, '.ts')), alarms: true, tasks: true }
      const { packagedConfig } = require('./shared/config/derive/package-parts.ts')
      const targets = Object.values(packagedConfig(__dirname, serverless.service.provider.stage).targets)
      return {
        kinds: [...new Set(targets.map(({ kind }) => kind))].sort(),
        alarms: targets.some(({ policy }) => policy.alarms),
        tasks: targets.some(({ policy }) => policy.before ?? policy.after),
      }
    }
    build.onResolve({ filter: /^longshore:platforms$/ }, ({ path }) => ({ path, namespace: 'longshore' }))
    build.onLoad({ filter: /^longshore:platforms$/, namespace: 'longshore' }, async () => {
      const { kinds, alarms, tasks } = await needed()
      const imports = kinds.map((kind, index) => `import { platform as p${index} } from './${kind}.ts'`)
      const members = kinds.map((kind, index) => `'${kind}': p${index}`)
      const watching = alarms ? "export { alarms } from '../alarms.ts'" : 'export const alarms = undefined'
      const running = tasks ? "export { tasks } from '../tasks.ts'" : 'export const tasks = undefined'
      return {
        contents: `${imports.join('\n')}\n${watching}\n${running}\nexport default { ${members.join(', ')} }`,
        resolveDir: folder,
      }
    })
  },
})

const slackBot = `
import { dynamoCommits as commitsOf } from './aws/dynamo-commits.ts'
import { dynamoLivingMessages as livingMessages } from './aws/dynamo-living-messages.ts'
import { slackWeb } from './notify/slack/slack-web.ts'
import { tellWithBot } from './notify/slack/tell-with-bot.ts'
export const bot = { commitsOf, livingMessages, slackWeb, tellWithBot }`

/** Gives handlers what tells Slack by a bot as the module `longshore:slack`, if the configuration names one or comes from outside. */
const slack = (serverless) => ({
  name: 'longshore-slack',
  setup(build) {
    const needed = async () => {
      const { external } = await build.resolve('longshore:config', { kind: 'import-statement', resolveDir: __dirname })
      if (external) return true
      const { packagedConfig } = require('./shared/config/derive/package-parts.ts')
      return packagedConfig(__dirname, serverless.service.provider.stage).slack?.bot !== undefined
    }
    build.onResolve({ filter: /^longshore:slack$/ }, ({ path }) => ({ path, namespace: 'longshore' }))
    build.onLoad({ filter: /^longshore:slack$/, namespace: 'longshore' }, async () => ({
      contents: (await needed()) ? slackBot : 'export const bot = undefined',
      resolveDir: join(__dirname, 'shared'),
    }))
  },
})

/** Gives handlers what figures are made with as the module `longshore:figures`: no client for traces where nobody asked for them. */
const figures = (serverless) => ({
  name: 'longshore-figures',
  setup(build) {
    const asked = async () => {
      const { external } = await build.resolve('longshore:config', { kind: 'import-statement', resolveDir: __dirname })
      if (external) return { metrics: true, traces: true }
      const { packagedConfig } = require('./shared/config/derive/package-parts.ts')
      return packagedConfig(__dirname, serverless.service.provider.stage).figures ?? {}
    }
    build.onResolve({ filter: /^longshore:figures$/ }, ({ path }) => ({ path, namespace: 'longshore' }))
    build.onLoad({ filter: /^longshore:figures$/, namespace: 'longshore' }, async () => {
      const { metrics, traces } = await asked()
      return {
        contents: [
          metrics ? "export { meter } from './meter.ts'" : 'export const meter = undefined',
          traces ? "export { traces } from './traces.ts'" : 'export const traces = undefined',
        ].join('\n'),
        resolveDir: join(__dirname, 'shared/lambda'),
      }
    })
  },
})

/** Which of shared/lambda/proofs a configuration needs. */
function proofParts(targets) {
  const proofs = targets.flatMap(({ policy }) => policy.proofs ?? [])
  const headers = proofs.flatMap((proof) => Object.values(proof.headers ?? {}))
  return {
    looks: [...new Set(proofs.map(({ kind }) => kind))].sort(),
    parts: [
      ...(headers.some(({ ssm }) => ssm !== undefined) ? ['parameters'] : []),
      ...(headers.some(({ secret }) => secret !== undefined) ? ['secrets'] : []),
      ...(proofs.some(({ through }) => through === 'vpc') ? ['inside'] : []),
    ],
    scans: targets.some(({ policy }) => policy.scan),
  }
}

/** Gives handlers what proofs and scans are looked at with as the module `longshore:proofs`, as far as the configuration asks for it. */
const proofs = (serverless) => ({
  name: 'longshore-proofs',
  setup(build) {
    const needed = async () => {
      const { external } = await build.resolve('longshore:config', { kind: 'import-statement', resolveDir: __dirname })
      if (external) {
        const parts = ['parameters', 'secrets', 'inside']
        return { looks: ['function', 'http', 'log', 'metric'], parts, scans: true }
      }
      const { packagedConfig } = require('./shared/config/derive/package-parts.ts')
      return proofParts(Object.values(packagedConfig(__dirname, serverless.service.provider.stage).targets))
    }
    build.onResolve({ filter: /^longshore:proofs$/ }, ({ path }) => ({ path, namespace: 'longshore' }))
    build.onLoad({ filter: /^longshore:proofs$/, namespace: 'longshore' }, async () => {
      const { looks, parts, scans } = await needed()
      const from = (name, file) => `import { ${name} as ${file}Part } from './${file}.ts'`
      const members = [...looks, ...parts].map((part) => `${part}: ${part}Part`).join(', ')
      const looking = `import { proversOf } from '../provers.ts'\nexport const provers = (config) => proversOf(config, { ${members} })`
      return {
        contents: [
          ...looks.map((kind) => from('look', kind)),
          ...parts.map((part) => from(part, part)),
          looks.length > 0 ? looking : 'export const provers = undefined',
          scans ? "export { scans } from './scans.ts'" : 'export const scans = undefined',
        ].join('\n'),
        resolveDir: join(__dirname, 'shared/lambda/proofs'),
      }
    })
  },
})

/** Gives handlers the script that Docker hosts are driven by, as the module `longshore:host-script`: its files one after another. */
const hostScript = {
  name: 'longshore-host-script',
  setup(build) {
    const folder = join(__dirname, 'shared/platforms/docker-host/host')
    build.onResolve({ filter: /^longshore:host-script$/ }, ({ path }) => ({ path, namespace: 'longshore' }))
    build.onLoad({ filter: /^longshore:host-script$/, namespace: 'longshore' }, () => {
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

/**
 * A function finds its credentials in its environment, always. The SDK's own default would bring clients for SSO, STS and
 * sign-in, files and instance metadata: 135 KB in every bundle. See docs/decisions/0010-what-the-sdk-brings.md.
 */
const environmentCredentials = {
  name: 'environment-credentials',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ importer }) => ({
      path: 'credentials',
      namespace: 'environment-credentials',
      pluginData: { from: dirname(importer) },
    }))
    build.onLoad({ filter: /.*/, namespace: 'environment-credentials' }, ({ pluginData }) => ({
      contents: "export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env'",
      resolveDir: dirname(require.resolve('@aws-sdk/credential-provider-node', { paths: [pluginData.from] })),
    }))
  },
}

/**
 * Takes from a client's package only the names that the importing module lists. A package loaded by `import()` is otherwise
 * bundled whole (every command, waiter and schema), although all but a few calls are never made.
 */
const namedParts = {
  name: 'named-parts-of-clients',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/client-[a-z0-9-]+$/ }, ({ path, importer, kind }) => {
      if (kind !== 'import-statement' || !isOurs(importer)) return undefined
      return { path: `${path} for ${basename(importer)}`, namespace: 'named-parts', pluginData: { path, importer } }
    })
    build.onLoad({ filter: /.*/, namespace: 'named-parts' }, ({ pluginData: { path, importer } }) => {
      const home = join(dirname(require.resolve(`${path}/package.json`)), 'dist-es')
      return {
        contents: namesFrom(path, importer)
          .map((name) => exported(name, home))
          .join('\n'),
        resolveDir: home,
      }
    })
  },
}

/** A file of this project: not of a package, and not text handed to esbuild without a file. */
function isOurs(importer) {
  return isAbsolute(importer) && !importer.includes('node_modules')
}

function namesFrom(path, importer) {
  const statements = readFileSync(importer, 'utf8').matchAll(new RegExp(`import \\{([^}]*)\\} from '${path}'`, 'g'))
  const names = [...statements].flatMap(([, list]) => list.split(',')).map((name) => name.trim())
  const values = names.filter((name) => name !== '' && !name.startsWith('type '))
  if (values.length > 0) return values
  throw new Error(`${importer} imports ${path} in a way that cannot be split. Write: import { XClient } from '${path}'`)
}

function exported(name, home) {
  const file = [`./${name}`, `./commands/${name}`].find((candidate) => existsSync(join(home, `${candidate}.js`)))
  if (file) return `export { ${name} } from '${file}'`
  throw new Error(`Cannot take ${name} alone out of ${home}: import the client and its commands by their own names.`)
}

/** Of its package.json a client uses the version; esbuild would keep all of it. */
const versionAlone = {
  name: 'version-alone',
  setup(build) {
    build.onLoad({ filter: /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
      loader: 'json',
    }))
  },
}

/**
 * No call that Longshore makes answers with an event stream; the SDK would load the codec by `import()` if one did. Clients that
 * have such calls (Lambda) set the codec up when they are made: they get one that is never made.
 */
const noEventStreams = {
  name: 'no-event-streams',
  setup(build) {
    const what =
      'This bundle holds no event streams. To make a call that uses them, take the plugin out of esbuild.plugins.cjs.'
    const refusal = `throw new Error(${JSON.stringify(what)})`
    const setUp = [
      'export const resolveEventStreamSerdeConfig = (config) => config',
      `export const eventStreamSerdeProvider = () => { ${refusal} }`,
    ]
    build.onResolve({ filter: /^@smithy\/core\/event-streams$/ }, ({ path, kind }) => ({
      path: `${path} by ${kind}`,
      namespace: 'no-event-streams',
    }))
    build.onLoad({ filter: /.*/, namespace: 'no-event-streams' }, ({ path }) => ({
      contents: path.endsWith('by dynamic-import') ? refusal : setUp.join('\n'),
    }))
  },
}

/**
 * A client's schemas hold what esbuild must take for something that has effects, and would keep: those of REST services (Lambda,
 * Scheduler) computed keys, `{ [_hQ]: … }`, constants of the same file; all of them the registration of each error that any call
 * may meet. An error that is not registered comes as the service's base class with its own name, message and metadata: Longshore
 * goes by the name alone (shared/aws/problem.ts).
 */
const leanSchemas = {
  name: 'lean-schemas',
  setup(build) {
    const schemas = /[\\/]@aws-sdk[\\/]client-[^\\/]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/
    build.onLoad({ filter: schemas }, ({ path }) => {
      const source = readFileSync(path, 'utf8')
      const constants = new Map(
        [...source.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map(([, name, text]) => [name, text]),
      )
      const plain = source.replaceAll(/\[(_\w+)\]:/g, (key, name) =>
        constants.has(name) ? `${constants.get(name)}:` : key,
      )
      return { contents: plain.replaceAll(/^n\d+_registry\.registerError\(.*\);$/gm, '') }
    })
  },
}

/** Loading it takes a quarter of a cold start, and handlers hash only when there is something to start or to nudge. */
const cryptoOnDemand = {
  name: 'crypto-on-demand',
  setup(build) {
    const names = ['createHash', 'createHmac', 'randomInt', 'timingSafeEqual']
    const contents = names.map(
      (name) => `export const ${name} = (...given) => process.getBuiltinModule('node:crypto').${name}(...given)`,
    )
    build.onResolve({ filter: /^node:crypto$/ }, ({ path, importer }) =>
      isOurs(importer) || importer.includes('powertools') ? { path, namespace: 'crypto-on-demand' } : undefined,
    )
    build.onLoad({ filter: /.*/, namespace: 'crypto-on-demand' }, () => ({ contents: contents.join('\n') }))
  },
}

module.exports = (serverless) => [
  configuration(serverless),
  platforms(serverless),
  figures(serverless),
  proofs(serverless),
  slack(serverless),
  hostScript,
  environmentCredentials,
  namedParts,
  versionAlone,
  leanSchemas,
  noEventStreams,
  cryptoOnDemand,
]
