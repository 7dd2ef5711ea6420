import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { mergeNewest } from '../../shared/aws/merge-newest.ts'

/** Sources that give `most` of theirs at a time, only those that are wanted; each id is of one source. */
function readerOf(
  sources: Readonly<Record<string, readonly number[]>>,
  most: number,
  isWanted: (id: number) => boolean,
) {
  const reads: string[] = []
  const read = async (source: string, below: string | undefined) => {
    reads.push(source)
    const all = (sources[source] ?? [])
      .toSorted((a, b) => b - a)
      .filter((id) => below === undefined || idOf(id) < below)
    const looked = all.slice(0, most)
    const last = looked.at(-1)
    return {
      items: looked.filter(isWanted).map((id) => ({ id: idOf(id), item: id })),
      ...(all.length > most && last !== undefined ? { stoppedAt: idOf(last) } : {}),
    }
  }
  return { read, reads }
}

const idOf = (id: number) => String(id).padStart(6, '0')

const anySources = fc
  .uniqueArray(fc.integer({ min: 1, max: 9_999 }), { maxLength: 120 })
  .chain((ids) =>
    fc.tuple(
      fc.constant(ids),
      fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: ids.length, maxLength: ids.length }),
    ),
  )
  .map(([ids, of]) =>
    Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [name, ids.filter((_, index) => of[index] === name)])),
  )

it('leafing through all pages shows each once, newest first, whatever the sources hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      anySources,
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 1, max: 7 }),
      async (sources, most, limit, every) => {
        const isWanted = (id: number) => id % every === 0
        const shown: number[] = []
        let before: string | undefined
        for (let page = 0; page < 500; page += 1) {
          const start = before
          const { read } = readerOf(sources, most, isWanted)
          const found = await mergeNewest(Object.keys(sources), limit, (source, below) => read(source, below ?? start))
          expect(found.items.length).toBeLessThanOrEqual(limit)
          shown.push(...found.items)
          before = found.before
          if (before === undefined) break
        }
        const wanted = Object.values(sources).flat().filter(isWanted)
        expect(shown).toEqual(wanted.toSorted((a, b) => b - a))
      },
    ),
    { numRuns: 200 },
  )
})

it('reads on only where something newer may still be', async () => {
  const sources = {
    busy: Array.from({ length: 100 }, (_, index) => 5_000 + index),
    quiet: Array.from({ length: 100 }, (_, index) => index + 1),
  }
  const { read, reads } = readerOf(sources, 10, () => true)
  const { items } = await mergeNewest(['busy', 'quiet'], 40, read)
  expect(items).toHaveLength(40)
  expect(reads.filter((source) => source === 'quiet')).toHaveLength(1)
})
