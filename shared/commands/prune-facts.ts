import type { LongshoreConfig, PruneSettings } from '../config/normalised.ts'
import { marksFor } from '../domain/marks.ts'
import { isProblem } from '../domain/observation.ts'
import type { Clock } from '../ports.ts'
import type { Follower, Need, PruneFacts, RepositoryFacts, Unread } from '../prune/facts.ts'
import type { NamedByRecord } from '../prune/named-by-record.ts'
import type { DefinitionImages, ImageUsers, InUse, Memory, PruneRegistry } from '../prune-ports.ts'

/** What it takes to know who needs which image. */
export interface PruneFactsPorts {
  readonly clock: Clock
  readonly memory: Memory
  readonly users: readonly ImageUsers[]
  readonly definitions: DefinitionImages
  readonly registry: Pick<PruneRegistry, 'list'>
}

/** How old a look at platforms may be: they are many calls, and who starts an old image by hand pulls it, or its tag is seen. */
const platformsMs = 60_000

/**
 * Looks at some repositories and at everybody who may need an image of them. Platforms first, then what Longshore itself is about to
 * do: that changes most, and it is remembered before it is done. The registry last: what people tag while a large table is read would
 * else be taken for what it was before.
 */
export function pruneLook(config: LongshoreConfig, settings: PruneSettings, ports: PruneFactsPorts) {
  let last: { readonly at: number; readonly inUse: InUse } | undefined
  return async (repositories: readonly string[]): Promise<PruneFacts> => {
    const now = ports.clock.now()
    if (!last || now - last.at >= platformsMs) last = { at: now, inUse: await inUseOf(ports.users) }
    const { named, unread } = await ports.memory.read()
    const [carried, listed] = await Promise.all([
      ports.definitions(carriersIn(named)),
      listAll(ports.registry, repositories),
    ])
    const inUse = joined([last.inUse, carried])
    return {
      now,
      rules: { olderThanMs: settings.olderThanMs, keep: settings.keep },
      repositories: listed.found,
      needs: [...inUse.needs, ...named.flatMap(needsIn)],
      followers: followersIn(config, named),
      unread: [...unread, ...listed.unread, ...elsewhere(config), ...touching(inUse.unread, config, named)],
    }
  }
}

export type PruneLook = ReturnType<typeof pruneLook>

async function inUseOf(users: readonly ImageUsers[]): Promise<InUse> {
  return joined(await Promise.all(users.map((some) => some.inUse())))
}

function joined(parts: readonly InUse[]): InUse {
  return { needs: parts.flatMap(({ needs }) => needs), unread: parts.flatMap(({ unread }) => unread) }
}

const repositoriesAtOnce = 5

async function listAll(registry: PruneFactsPorts['registry'], repositories: readonly string[]) {
  const found: RepositoryFacts[] = []
  const unread: Unread[] = []
  for (let first = 0; first < repositories.length; first += repositoriesAtOnce) {
    const some = repositories.slice(first, first + repositoriesAtOnce)
    const lists = await Promise.all(some.map((repository) => registry.list(repository)))
    lists.forEach((listed, index) => {
      const repository = some[index] ?? ''
      found.push(isProblem(listed) ? { repository, images: [] } : listed)
      if (isProblem(listed)) unread.push({ why: listed.message, repositories: [repository] })
    })
  }
  return { found, unread }
}

function needsIn({ target, digests }: NamedByRecord): Need[] {
  return digests.map(({ digest, use }) => ({ use, by: `target ${target}`, image: digest }))
}

function carriersIn(named: readonly NamedByRecord[]) {
  return named.flatMap(({ target, carriers }) => carriers.map((carrier) => ({ carrier, by: `target ${target}` })))
}

/** A mark of other tags, or of another repository, says nothing. */
function followersIn({ targets }: LongshoreConfig, named: readonly NamedByRecord[]): Follower[] {
  const records = new Map(named.flatMap(({ target, record }) => (record ? [[target, record] as const] : [])))
  return Object.entries(targets).flatMap(([target, { policy }]) => {
    const record = records.get(target)
    const marks = record ? marksFor(record, policy) : {}
    return Object.entries(policy.containers).map(([container, { repository, tags, order }]) => {
      const mark = marks[container]
      return { target, container, repository, tags, order, ...(mark ? { mark } : {}) }
    })
  })
}

/** What a target that is gone, or that runs nothing else, has to do with: what it follows, and what its record names. */
function touching(unread: InUse['unread'], { targets }: LongshoreConfig, named: readonly NamedByRecord[]): Unread[] {
  return unread.map(({ why, targets: some }) => {
    if (some === 'all') return { why, repositories: 'all' }
    const followed = some.flatMap((target) =>
      Object.values(targets[target]?.policy.containers ?? {}).map(({ repository }) => repository),
    )
    const remembered = named.filter(({ target }) => some.includes(target)).flatMap(({ repositories }) => repositories)
    return { why, repositories: [...new Set([...followed, ...remembered])] }
  })
}

/** What other accounts and regions run is not looked at from here: sidecars and older versions may be of any repository. */
function elsewhere({ targets }: LongshoreConfig): Unread[] {
  return Object.entries(targets).flatMap(([name, target]): Unread[] => {
    if (target.elsewhere === undefined) return []
    const { account, region } = target.elsewhere
    const why = `What target ${name} runs in account ${account}, region ${region}, is not looked at when pruning.`
    if (target.kind === 'docker-host') {
      const repositories = Object.values(target.policy.containers).map(({ repository }) => repository)
      return [{ why: `${why} Leave out the repositories that it follows by prune: repositories.`, repositories }]
    }
    return [
      {
        why: `${why} It may have images of any repository. Take prune out of longshore.yml, or deploy that target by a stack of its own from repositories that are not pruned here.`,
        repositories: 'all',
      },
    ]
  })
}
