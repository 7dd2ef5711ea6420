/** What one source gave: newest first. `stoppedAt`: the oldest id it looked at, if there may be more below it. */
export interface Portion<Item> {
  readonly items: readonly { readonly id: string; readonly item: Item }[]
  readonly stoppedAt?: string
}

/** Reads a portion of a source below an id, or from its newest. */
type Read<Item> = (source: string, below: string | undefined) => Promise<Portion<Item>>

interface Stream<Item> {
  readonly source: string
  readonly items: readonly { readonly id: string; readonly item: Item }[]
  readonly stoppedAt: string | undefined
}

const readsAtOnce = 25

/** How often those sources are read on that may still have something newer than what was found. */
const mostRounds = 6

/**
 * The newest `limit` of many sources whose ids sort by time. Reads on only where something newer may still be. `before`: where
 * the next page begins; absent at the end. After so many rounds it gives what is sure by then, which may be nothing.
 */
export async function mergeNewest<Item>(
  sources: readonly string[],
  limit: number,
  read: Read<Item>,
): Promise<{ readonly items: readonly Item[]; readonly before?: string }> {
  let streams = await inTurns(sources, async (source) => streamOf(source, [], await read(source, undefined)))
  for (let round = 1; round < mostRounds; round += 1) {
    const wanting = wantingOf(streams, limit)
    if (wanting.length === 0) break
    const more = await inTurns(wanting, async ({ source, items, stoppedAt }) =>
      streamOf(source, items, await read(source, stoppedAt)),
    )
    streams = streams.map((stream) => more.find(({ source }) => source === stream.source) ?? stream)
  }
  return pageOf(streams, limit)
}

/**
 * The sources to read on, those that were left off nearest to now first: all that may still have something newer than the last
 * of the page, or a quarter of them while it is not known what that is.
 */
function wantingOf<Item>(streams: readonly Stream<Item>[], limit: number): readonly Stream<Item>[] {
  const last = sorted(streams)[limit]?.id
  const leftOff = streams.flatMap((stream) =>
    stream.stoppedAt === undefined ? [] : [{ stream, at: stream.stoppedAt }],
  )
  const wanting = leftOff
    .filter(({ at }) => last === undefined || at >= last)
    .toSorted((a, b) => (a.at < b.at ? 1 : -1))
  const some = last === undefined ? Math.ceil(wanting.length / 4) : wanting.length
  return wanting.slice(0, Math.min(some, readsAtOnce)).map(({ stream }) => stream)
}

/** Below where a source was left off, something of it may be missing. */
function pageOf<Item>(streams: readonly Stream<Item>[], limit: number) {
  const all = sorted(streams)
  const leftOff = streams.flatMap(({ stoppedAt }) => stoppedAt ?? []).reduce((a, b) => (a > b ? a : b), '')
  const sure = all.filter(({ id }) => id >= leftOff)
  const page = sure.slice(0, limit)
  const items = page.map(({ item }) => item)
  if (sure.length > limit) return { items, before: page.at(-1)?.id ?? leftOff }
  return leftOff === '' ? { items } : { items, before: leftOff }
}

function sorted<Item>(streams: readonly Stream<Item>[]) {
  return streams.flatMap(({ items }) => items).toSorted((a, b) => (a.id < b.id ? 1 : -1))
}

function streamOf<Item>(source: string, before: Stream<Item>['items'], { items, stoppedAt }: Portion<Item>) {
  return { source, items: [...before, ...items], stoppedAt }
}

async function inTurns<From, To>(from: readonly From[], work: (one: From) => Promise<To>): Promise<To[]> {
  const done: To[] = []
  for (let start = 0; start < from.length; start += readsAtOnce) {
    done.push(...(await Promise.all(from.slice(start, start + readsAtOnce).map(work))))
  }
  return done
}
