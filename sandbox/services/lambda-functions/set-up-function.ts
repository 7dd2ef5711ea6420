import type { Architecture } from '@aws-sdk/client-lambda'
import { uuid } from '../../kernel/random.ts'
import { putAlias } from './aliases.ts'
import { functionArn } from './function-name.ts'
import { addVersion } from './publish-version.ts'
import { resolveSourceImage } from './source-image.ts'
import type { FunctionsState, FunctionTimings, SimulatedFunction, Snapshot } from './state.ts'

/** A function as the account holds it before a story begins: settled and active. */
export interface FunctionSetUp {
  readonly name: string
  /** What `$LATEST` runs: a reference by tag or digest. Left out for a zip file. */
  readonly image?: string
  /** Images of the versions published so far, from 1 on. */
  readonly versions?: readonly string[]
  /** By name: the version each points at, or that version with the weight of another. */
  readonly aliases?: Readonly<Record<string, string | { version: string; weights?: Readonly<Record<string, number>> }>>
  readonly architecture?: Architecture
  readonly packageType?: 'Image' | 'Zip'
  /** Seconds; default 30. */
  readonly timeout?: number
  readonly tags?: Readonly<Record<string, string>>
  /** Single steps in seconds, `[least, most]`. */
  readonly timings?: Partial<FunctionTimings>
  /** What GetFunction shows of `$LATEST` after an update that failed; default `old`. Which one AWS does is not known. */
  readonly afterFailedUpdate?: 'old' | 'new'
}

const TIMINGS: FunctionTimings = { update: [6, 14], publish: [1, 4], activate: [10, 20] }

/** Creates it now. @throws {AwsError} for an image that is not there or cannot run, as Lambda refuses it */
export function setUpFunction(state: FunctionsState, wanted: FunctionSetUp): SimulatedFunction {
  const { name, versions = [], aliases = {}, packageType = 'Image' } = wanted
  const latest = snapshotOf(state, wanted, wanted.image ?? versions.at(-1))
  const found: SimulatedFunction = {
    name,
    arn: functionArn(state.world, name),
    packageType,
    timings: { ...TIMINGS, ...wanted.timings },
    afterFailedUpdate: wanted.afterFailedUpdate ?? 'old',
    serving: latest,
    shown: latest,
    revisionId: uuid(state.random),
    modifiedAt: state.world.clock.now(),
    lifecycle: { state: 'Active' },
    lastUpdate: { status: 'Successful' },
    nextVersion: 1,
    versions: new Map(),
    aliases: new Map(),
    tags: wanted.tags ?? {},
  }
  state.functions.set(name, found)
  for (const image of versions) {
    const { code } = snapshotOf(state, wanted, image)
    addVersion(state, found, { ...latest, ...(code ? { code } : {}) }).lifecycle = { state: 'Active' }
  }
  for (const [alias, to] of Object.entries(aliases)) {
    putAlias(state, found, alias, typeof to === 'string' ? { version: to } : to)
  }
  return found
}

function snapshotOf(state: FunctionsState, wanted: FunctionSetUp, image: string | undefined): Snapshot {
  const { name, architecture = 'x86_64', timeout = 30 } = wanted
  const settings = {
    role: `arn:aws:iam::${state.world.account}:role/${name}`,
    timeoutSeconds: timeout,
    memorySize: 512,
    architecture,
    description: '',
    environment: {},
  }
  return image === undefined || wanted.packageType === 'Zip'
    ? { settings }
    : { code: resolveSourceImage(state, image), settings }
}
