'use strict'

const { existsSync, readFileSync } = require('node:fs')
const { basename, dirname, isAbsolute, join } = require('node:path')

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
      'This bundle holds no event streams. To make a call that uses them, take the plugin out of packaging/lean-bundles.cjs.'
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
 * DynamoDB's client makes a cache of endpoints, with a library of its own, for calls that discover theirs. None of its commands does;
 * one that did would discover its endpoint each time.
 */
const noEndpointCache = {
  name: 'no-endpoint-cache',
  setup(build) {
    build.onResolve({ filter: /^@aws-sdk\/endpoint-cache$/ }, ({ path }) => ({ path, namespace: 'no-endpoint-cache' }))
    const contents =
      'export class EndpointCache { getEndpoint() {} get() {} set() {} delete() {} clear() {} has() { return false } }'
    build.onLoad({ filter: /.*/, namespace: 'no-endpoint-cache' }, () => ({ contents }))
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
    const names = ['createHash', 'createHmac', 'randomInt', 'randomUUID', 'timingSafeEqual']
    const contents = names.map(
      (name) => `export const ${name} = (...given) => process.getBuiltinModule('node:crypto').${name}(...given)`,
    )
    build.onResolve({ filter: /^node:crypto$/ }, ({ path, importer }) =>
      isOurs(importer) || importer.includes('powertools') ? { path, namespace: 'crypto-on-demand' } : undefined,
    )
    build.onLoad({ filter: /.*/, namespace: 'crypto-on-demand' }, () => ({ contents: contents.join('\n') }))
  },
}

/**
 * The SDK fetches `node:http` by `import()` with a client's first request. As a module of ECMAScript it gets a name for each of
 * its exports, WebSocket and fetch among them, and Node loads all of undici for that; by `require` it does not.
 */
const requireForImport = {
  name: 'require-for-import',
  setup({ initialOptions }) {
    initialOptions.supported = { ...initialOptions.supported, 'dynamic-import': false }
  },
}

/** What keeps bundles small and quick to load. */
module.exports = [
  ...[environmentCredentials, namedParts, versionAlone, leanSchemas, noEventStreams, noEndpointCache],
  ...[cryptoOnDemand, requireForImport],
]
