import type { LambdaVersionsApi } from '../../aws/lambda-versions-api.ts'
import { answering, refuse } from '../../aws/refusal.ts'
import type { LambdaTarget } from '../../config/normalised.ts'
import type { Digest } from '../../domain/image.ts'
import { isProblem } from '../../domain/observation.ts'
import type { Need } from '../../prune/facts.ts'
import type { ImageUsers, InUse } from '../../prune-ports.ts'
import { readingThing } from './calling-lambda.ts'
import { digestOfCode } from './digest-of-code.ts'

export interface LambdaUsersOptions {
  /** By target name. */
  readonly targets: Readonly<Record<string, LambdaTarget>>
  readonly client: () => Promise<LambdaVersionsApi>
}

const versionsAtOnce = 5

/**
 * What every published version and `$LATEST` of functions run: an alias may be moved to any of them. Older ones may be of other
 * repositories than the one that is followed now.
 */
export function lambdaUsers({ targets, client }: LambdaUsersOptions): ImageUsers {
  /** By function and version: what was published never changes. */
  const known = new Map<string, Digest>()
  return {
    async inUse() {
      const functions = new Set(Object.values(targets).map((target) => target.function))
      const seen: InUse[] = []
      for (const name of functions) {
        const needs = await answering(() => versionsOf(client, name, known))
        seen.push(
          isProblem(needs) ? { needs: [], unread: [{ why: needs.message, targets: 'all' }] } : { needs, unread: [] },
        )
      }
      return { needs: seen.flatMap(({ needs }) => needs), unread: seen.flatMap(({ unread }) => unread) }
    },
  }
}

async function versionsOf(
  client: LambdaUsersOptions['client'],
  name: string,
  known: Map<string, Digest>,
): Promise<Need[]> {
  const versions = await listVersions(client, name)
  const needs: Need[] = []
  for (let first = 0; first < versions.length; first += versionsAtOnce) {
    const some = versions.slice(first, first + versionsAtOnce)
    needs.push(...(await Promise.all(some.map((version) => imageOf(client, name, version, known)))).flat())
  }
  return needs
}

async function listVersions(client: LambdaUsersOptions['client'], name: string): Promise<string[]> {
  const api = await client()
  const found: string[] = []
  let from: string | undefined
  do {
    const marker = from
    const page = await readingThing('ListVersionsByFunction', `function ${name}`, () =>
      api.listVersionsByFunction({ FunctionName: name, ...(marker === undefined ? {} : { Marker: marker }) }),
    )
    found.push(...(page.Versions ?? []).flatMap(({ Version }) => Version ?? []))
    from = page.NextMarker
  } while (from)
  return found
}

/** `$LATEST` is what serves where no alias does, and what is being updated to. */
async function imageOf(
  client: LambdaUsersOptions['client'],
  name: string,
  version: string,
  known: Map<string, Digest>,
): Promise<Need[]> {
  const key = `${name}:${version}`
  const isLatest = version === '$LATEST'
  const digest = (isLatest ? undefined : known.get(key)) ?? (await readImage(client, name, version))
  if (digest === undefined) return []
  if (!isLatest) known.set(key, digest)
  return [{ use: isLatest ? 'runs' : 'revision', by: `function ${key}`, image: digest }]
}

async function readImage(
  client: LambdaUsersOptions['client'],
  name: string,
  version: string,
): Promise<Digest | undefined> {
  const api = await client()
  const subject = `version ${version} of function ${name}`
  const found = await readingThing('GetFunction', subject, () =>
    api.getFunction({ FunctionName: name, Qualifier: version }),
  )
  const digest = digestOfCode(found)
  if (digest === undefined && found.Configuration?.PackageType === 'Image') {
    return refuse('unavailable', `The image of ${subject} was not told by its digest. Try again later.`)
  }
  return digest
}
