import { bundleFile, handlerSources } from './bundle.ts'
import type { Measure } from './measure.ts'

const mostKilobytes = 500

/** What the zip of each function holds, and what it weighs. */
export async function bundleSizes(): Promise<Measure[]> {
  const measures: Measure[] = []
  for (const [key, file] of Object.entries(handlerSources())) {
    const { bytes, compressed } = await bundleFile(file)
    measures.push({
      group: 'bundle',
      name: key,
      value: bytes / 1000,
      unit: 'KB',
      goal: { atMost: mostKilobytes },
      note: `${Math.round(compressed / 1000)} KB compressed`,
    })
  }
  return measures
}
