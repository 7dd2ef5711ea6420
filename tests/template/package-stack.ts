import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { featureFunctions, functionKeys } from '../../shared/config/derive/function-key.ts'

/** Those of every feature too: which of them are packaged is the configuration's to say. */
const allKeys = [...functionKeys, ...Object.values(featureFunctions).flat()]

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface Resource {
  readonly Type: string
  // biome-ignore lint/suspicious/noExplicitAny: a compiled template has no useful type
  readonly Properties: any
}

export interface Packaged {
  readonly exitCode: number | null
  readonly output: string
  /** Where the zips are. */
  readonly artifacts: string
  /** The compiled template as deployed. */
  readonly template: { readonly text: string; readonly resources: Readonly<Record<string, Resource>> }
}

export interface PackageOptions {
  /** Path of another longshore.yml than the repository's. */
  readonly config?: string
  /** Package the real handlers; otherwise stand-ins, which is faster and gives the same template. */
  readonly handlers?: 'real'
}

/** Runs the real `serverless package` on the repository's files in a folder of its own. */
export function packageStack({ config, handlers }: PackageOptions = {}): Packaged {
  const folder = mkdtempSync(join(tmpdir(), 'longshore-package-'))
  const linked = ['shared', 'stack', 'packaging', 'node_modules', ...(handlers === 'real' ? ['functions'] : [])]
  for (const name of linked) symlinkSync(join(root, name), join(folder, name))
  const files = [
    'serverless.yml',
    'longshore.template.cjs',
    'esbuild.plugins.cjs',
    'longshore.yml',
    'longshore.lock.yml',
  ]
  for (const name of [...files, 'package.json', 'tsconfig.json']) cpSync(join(root, name), join(folder, name))
  if (handlers !== 'real') writeStandIns(join(folder, 'functions'))
  const { PATH, NODE_COMPILE_CACHE } = process.env
  const serverless = join(root, 'node_modules/serverless/bin/serverless.js')
  const { status, stdout, stderr } = spawnSync(process.execPath, [serverless, 'package'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 90_000,
    env: { PATH, NODE_COMPILE_CACHE, HOME: folder, ...(config && { LONGSHORE_CONFIG: config }) },
  })
  const artifacts = join(folder, '.serverless')
  const text = status === 0 ? readFileSync(join(artifacts, 'cloudformation-template-update-stack.json'), 'utf8') : '{}'
  const resources = JSON.parse(text).Resources ?? {}
  return { exitCode: status, output: `${stdout}${stderr}`, artifacts, template: { text, resources } }
}

function writeStandIns(folder: string): void {
  mkdirSync(folder)
  const text = "import config from 'longshore:config'\nexport const handler = async () => config.stack\n"
  for (const key of allKeys) writeFileSync(join(folder, `${key}.ts`), text)
}

/** The resources of a type, by logical id. */
export function ofType({ template }: Packaged, type: string): [string, Resource['Properties']][] {
  return Object.entries(template.resources)
    .filter(([, { Type }]) => Type === type)
    .map(([id, { Properties }]) => [id, Properties])
}
