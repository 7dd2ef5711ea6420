import { milliseconds } from '../duration.ts'
import type { Expectations, ExpectedDeployment, ExpectedImages } from '../expectation-schema.ts'
import type { PublishedImages, PublishedOutcome } from '../published.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import { differs, type Failure, lacks } from './failure.ts'

/** Exactly these deployments, oldest first; none on targets that are not named. */
export function judgeDeployments(expected: Expectations['deployments'], report: ScenarioReport): Failure[] {
  if (!expected) return []
  const targets = new Set([...Object.keys(expected), ...report.outcomes.map(({ target }) => target)])
  return [...targets].flatMap((target) => {
    const wanted = expected[target] ?? []
    const ended = report.outcomes.filter((one) => one.target === target).sort(byStart)
    const path = `expect.deployments.${target}`
    const listed = ended.map(({ outcome, reason }) => `${outcome} (${reason})`).join('; ') || 'none'
    if (wanted.length !== ended.length) {
      return [{ path, message: `expected ${wanted.length} deployments, there were ${ended.length}: ${listed}` }]
    }
    return ended.flatMap((one, index) => judgeOne(`${path}[${index}]`, wanted[index], one, report))
  })
}

/** Ids begin with the trigger's time. */
function byStart(a: PublishedOutcome, b: PublishedOutcome): number {
  return a.deployment.id < b.deployment.id ? -1 : 1
}

function judgeOne(
  path: string,
  expected: ExpectedDeployment | undefined,
  { outcome, reason, deployment }: PublishedOutcome,
  report: ScenarioReport,
): Failure[] {
  if (!expected) return []
  const { trigger, from, to, changed, failures, timeline, endedAt } = deployment
  const took = Date.parse(endedAt) - Date.parse(trigger.at)
  const limit = expected.within === undefined ? Number.POSITIVE_INFINITY : milliseconds(expected.within)
  return [
    ...differs(`${path}.outcome`, expected.outcome, outcome),
    ...differs(`${path}.trigger`, expected.trigger, trigger.kind),
    ...differs(`${path}.by`, expected.by, trigger.by),
    ...lacks(`${path}.reason`, expected.reason, [reason, ...failures].join('; ')),
    ...lacks(`${path}.timeline`, expected.timeline, timeline.map(({ what }) => what).join('; ')),
    ...judgeImages(`${path}.from`, expected.from, from ?? {}, changed, report),
    ...judgeImages(`${path}.to`, expected.to, to, changed, report),
    ...(took > limit
      ? [{ path: `${path}.within`, message: `expected within ${expected.within}, took ${took} ms` }]
      : []),
  ]
}

function judgeImages(
  path: string,
  expected: ExpectedImages | undefined,
  images: PublishedImages,
  changed: readonly string[],
  { aliasOf }: ScenarioReport,
): Failure[] {
  if (expected === undefined) return []
  const aliases = Object.fromEntries(Object.entries(images).map(([name, { digest }]) => [name, aliasOf(digest)]))
  if (typeof expected !== 'string') {
    return Object.entries(expected).flatMap(([name, alias]) => differs(`${path}.${name}`, alias, aliases[name]))
  }
  const only = Object.keys(images).length === 1 ? Object.keys(images) : changed
  return differs(path, expected, only.map((name) => aliases[name]).join(' + '))
}
