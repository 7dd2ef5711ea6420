import { parseArgs } from 'node:util'
import { brokenImage } from './broken-image.ts'
import { bundleSizes } from './bundle-sizes.ts'
import { coldImports } from './cold-import.ts'
import { deploymentCalls } from './deployment-calls.ts'
import { figures } from './figures.ts'
import { manyTargets } from './many-targets.ts'
import { isReached, type Measure } from './measure.ts'
import { page } from './page.ts'
import { tableOf } from './print.ts'
import { schedules } from './schedules.ts'
import { slackButton } from './slack-button.ts'

/** `npm run bench`: everything side by side in one run. What is not reached is said; only a failure to measure fails. */
const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } })
const benches = [
  bundleSizes,
  coldImports,
  deploymentCalls,
  manyTargets,
  brokenImage,
  slackButton,
  page,
  figures,
  schedules,
]

const measures: Measure[] = []
for (const bench of benches) measures.push(...(await bench()))

if (values.json) {
  for (const measure of measures) console.log(JSON.stringify({ ...measure, reached: isReached(measure) ?? null }))
} else {
  console.log(tableOf(measures))
}
