import type { Expectations, ExpectedStatus } from '../expectation-schema.ts'
import type { ScenarioReport } from '../scenario-report.ts'
import type { TargetStatus } from '../status-of.ts'
import { differs, type Failure, lacks, textsOf } from './failure.ts'

/** What running tasks run, exactly, container by container. */
export function judgeRunning(expected: Expectations['running'], { running }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([service, containers]) => {
    const actual = running[service]
    const path = `expect.running.${service}`
    if (!actual) return [{ path, message: `there is no such service; there are ${Object.keys(running).join(', ')}` }]
    const names = new Set([...Object.keys(containers), ...Object.keys(actual)])
    return [...names].flatMap((name) =>
      differs(`${path}.${name}`, textsOf(containers[name]).toSorted().join(' + '), (actual[name] ?? []).join(' + ')),
    )
  })
}

/** What running tasks run on, exactly. */
export function judgeCapacity(expected: Expectations['capacity'], { capacity }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([service, wanted]) =>
    differs(
      `expect.capacity.${service}`,
      textsOf(wanted).toSorted().join(' + '),
      (capacity[service] ?? []).join(' + '),
    ),
  )
}

/** What the registry holds, exactly, repository by repository. */
export function judgeImages(expected: Expectations['images'], { images }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([repository, aliases]) =>
    differs(`expect.images.${repository}`, aliases.toSorted().join(', '), (images[repository] ?? []).join(', ')),
  )
}

/** What the function status answers about the targets that are named. */
export function judgeStatus(expected: Expectations['status'], { status }: ScenarioReport): Failure[] {
  return Object.entries(expected ?? {}).flatMap(([target, wanted]) => {
    const actual = status.find((one) => one.target === target)
    const path = `expect.status.${target}`
    return actual ? judgeTarget(path, wanted, actual) : [{ path, message: 'status knows no such target' }]
  })
}

function judgeTarget(path: string, wanted: ExpectedStatus, actual: TargetStatus): Failure[] {
  return [
    ...differs(`${path}.phase`, wanted.phase, actual.phase),
    ...lacks(`${path}.release`, wanted.release, actual.release ?? ''),
    ...differs(`${path}.ledger`, wanted.ledger, actual.ledger),
    ...differs(`${path}.paused`, wanted.paused, actual.paused !== undefined),
    ...differs(`${path}.usurped`, wanted.usurped, actual.usurped !== undefined),
    ...judgeHolds(`${path}.holds`, wanted.holds, actual.holds),
  ]
}

function judgeHolds(path: string, wanted: readonly string[] | undefined, actual: readonly string[]): Failure[] {
  if (wanted === undefined) return []
  const left = [...actual]
  const missing = wanted.filter((text) => {
    const found = left.findIndex((hold) => hold.includes(text))
    if (found >= 0) left.splice(found, 1)
    return found < 0
  })
  if (missing.length === 0 && left.length === 0) return []
  return [{ path, message: `expected ${JSON.stringify(wanted)}, was ${JSON.stringify(actual)}` }]
}
