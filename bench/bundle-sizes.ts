import { bundleFiles, handlerSources } from './bundle.ts'
import type { Measure } from './measure.ts'

const mostKilobytes = 500

/** What the zip of each function holds, and what it weighs. */
export async function bundleSizes(): Promise<Measure[]> {
  const bundles = await bundleFiles(handlerSources())
  return Object.entries(bundles).map(([name, { bytes, compressed }]) => ({
    group: 'bundle',
    name,
    value: bytes / 1000,
    unit: 'KB',
    goal: { atMost: mostKilobytes },
    note: `${Math.round(compressed / 1000)} KB compressed`,
  }))
}
