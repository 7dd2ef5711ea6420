import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, join, relative } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import { type BuildOptions, build, type OutputFile, type Plugin } from 'esbuild'
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

/** Where each function's handler is, from serverless.yml and from what a configuration may ask for besides. */
export function handlerSources(): Readonly<Record<string, string>> {
  const folder = join(root, 'stack')
  const parts = readdirSync(folder).map((file) => yamlFile(join(folder, file))['functions'])
  const functions = [serverlessFile()['functions'], ...parts].flat().flatMap((part) => Object.entries(asRecord(part)))
  return Object.fromEntries(
    functions.map(([key, definition]) => {
      const [module] = String(asRecord(definition)['handler']).split('.')
      return [key, join(root, `${module}.ts`)]
    }),
  )
}

/** All at once: what they share is parsed once. */
export async function bundleFiles(files: Readonly<Record<string, string>>): Promise<Readonly<Record<string, Bundled>>> {
  const { outputFiles, metafile } = await build({
    ...packagingOptions(),
    entryPoints: { ...files },
    outdir: root,
    write: false,
    metafile: true,
  })
  const bundles = outputFiles.map((output): [string, Bundled] => {
    const inputs = Object.keys(metafile.outputs[relative(root, output.path)]?.inputs ?? {})
    return [basename(output.path, '.js'), bundled(output, inputs)]
  })
  return Object.fromEntries(bundles)
}

export async function bundleSource(contents: string): Promise<Bundled> {
  const stdin = { contents, resolveDir: root, loader: 'ts' as const }
  const { outputFiles } = await build({ ...packagingOptions(), stdin, write: false })
  const [output] = outputFiles
  if (!output) throw new Error('esbuild gave no output.')
  return bundled(output, [])
}

function bundled({ text, contents }: OutputFile, inputs: readonly string[]): Bundled {
  return { code: text, bytes: contents.byteLength, compressed: deflateRawSync(contents).byteLength, inputs }
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
  return yamlFile(join(root, 'serverless.yml'))
}

function yamlFile(file: string): Record<string, unknown> {
  return asRecord(parseCloudformationYaml(readFileSync(file, 'utf8'), file))
}
