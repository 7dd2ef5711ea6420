import { type Bundled, bundleFiles, handlerSources } from './bundle.ts'
import { configurations, withConfiguration } from './kinds.ts'
import type { Measure } from './measure.ts'

const mostKilobytes = 500

/** What the zip of each function holds, and what it weighs; of the two that look at targets, by what is configured. */
export async function bundleSizes(): Promise<Measure[]> {
  const bundles = await bundleFiles(handlerSources())
  const measures = Object.entries(bundles).map(([name, bundle]) => sizeOf(name, bundle))
  for (const [kind, configuration] of Object.entries(configurations())) {
    const { reconcile, tick } = handlerSources()
    const some = await withConfiguration(configuration, () =>
      bundleFiles({ ...(reconcile ? { reconcile } : {}), ...(tick ? { tick } : {}) }),
    )
    measures.push(...Object.entries(some).map(([name, bundle]) => sizeOf(`${name}, ${kind}`, bundle)))
  }
  return measures
}

function sizeOf(name: string, { bytes, compressed }: Bundled): Measure {
  return {
    group: 'bundle',
    name,
    value: bytes / 1000,
    unit: 'KB',
    goal: { atMost: mostKilobytes },
    note: `${Math.round(compressed / 1000)} KB compressed`,
  }
}
