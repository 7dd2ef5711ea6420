import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { type BuildOptions, build, type Plugin } from 'esbuild'
import { parseCloudformationYaml } from '../sandbox/stack/cloudformation-yaml.ts'
import { asRecord } from '../sandbox/stack/value-at.ts'

export const root = join(import.meta.dirname, '..')

/** A module bundled with the options that `serverless package` uses. */
export interface Bundled {
  readonly code: string
  readonly bytes: number
  /** Deflated, as in the zip. */
  readonly compressed: number
  /** What went in, by package or file. */
  readonly inputs: readonly string[]
}

/** Where each function's handler is, from serverless.yml. */
export function handlerSources(): Readonly<Record<string, string>> {
  const functions = Object.entries(asRecord(serverlessFile()['functions']))
  return Object.fromEntries(
    functions.map(([key, definition]) => {
      const [module] = String(asRecord(definition)['handler']).split('.')
      return [key, join(root, `${module}.ts`)]
    }),
  )
}

export function bundleFile(file: string): Promise<Bundled> {
  return bundle({ entryPoints: [file] })
}

export function bundleSource(contents: string): Promise<Bundled> {
  return bundle({ stdin: { contents, resolveDir: root, loader: 'ts' } })
}

async function bundle(entry: BuildOptions): Promise<Bundled> {
  const { outputFiles, metafile } = await build({ ...entry, ...packagingOptions(), write: false, metafile: true })
  const [output] = outputFiles
  if (!output) throw new Error('esbuild gave no output.')
  return {
    code: output.text,
    bytes: output.contents.byteLength,
    compressed: deflateRawSync(output.contents).byteLength,
    inputs: Object.values(metafile.outputs).flatMap(({ inputs }) => Object.keys(inputs)),
  }
}

const forThePackager = ['plugins', 'exclude', 'outputFileExtension']

/** `custom.esbuild` of serverless.yml, without what only the packaging plugin understands. */
function packagingOptions(): BuildOptions {
  const custom = asRecord(asRecord(serverlessFile()['custom'])['esbuild'])
  const options = Object.entries(custom).filter(([name]) => !forThePackager.includes(name))
  return {
    ...Object.fromEntries(options),
    absWorkingDir: root,
    logLevel: 'silent',
    plugins: pluginsOf(String(custom['plugins'])),
  }
}

function pluginsOf(file: string): Plugin[] {
  const make: (serverless: object) => Plugin[] = createRequire(import.meta.url)(join(root, file))
  return make({ service: { provider: { stage: 'dev' } } })
}

function serverlessFile(): Record<string, unknown> {
  const file = join(root, 'serverless.yml')
  return asRecord(parseCloudformationYaml(readFileSync(file, 'utf8'), file))
}
