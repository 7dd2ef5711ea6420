import { expect, it } from '@jest/globals'
import { type Histogram, newHistogram, shown } from './histogram.ts'
import { runSchedule } from './run-schedule.ts'
import {
  approvesEverything,
  findsNothing,
  forgetsHolds,
  neverCallsAgain,
  passesEveryProof,
  revertsToTheBadImage,
  type Sabotage,
  savesOverOthers,
  trustsCompleted,
} from './sabotage.ts'

/** So many schedules meet every fault often; the quick suite plays half of them. */
const ENOUGH = 1000
const isThorough = process.env['LONGSHORE_THOROUGH'] === '1' || process.env['LONGSHORE_HEAVY'] === '1'
const wanted = Number(process.env['LONGSHORE_SCHEDULES'] ?? (isThorough ? ENOUGH : ENOUGH / 2))
const replayed = process.env['LONGSHORE_SEED']
const hours = 3_600_000

async function runAll(histogram: Histogram): Promise<void> {
  for (let seed = 1; seed <= wanted; seed += 1) await runSchedule(seed, histogram)
}

it(
  'holds every promise through random schedules of pushes, faults and commands',
  async () => {
    const histogram = newHistogram()
    await (replayed === undefined ? runAll(histogram) : runSchedule(Number(replayed), histogram))
    if (process.env['LONGSHORE_HISTOGRAM']) process.stdout.write(`${shown(histogram)}\n`)
    if (replayed === undefined && wanted >= ENOUGH) checkHistogram(histogram)
  },
  hours,
)

const faults = ['push', 'task-stopped', 'rollout-changed'].flatMap((event) =>
  ['dropped', 'doubled', 'delayed'].map((fate) => `${event} ${fate}`),
)
const otherFaults = [
  ...['death', 'paused worker', 'stale view', 'announcer down', 'tick lost', 'usurper', 'scaled to zero'],
  ...['platform throttled', 'platform unavailable', 'platform denied', 'registry throttled'],
  ...[
    'redeploy',
    'rollback',
    'stop',
    'resume',
    'older push',
    'image deleted',
    'tag moved back',
    'way back lost',
    'failed image again',
    'task badly',
    'task hangs',
    'task trouble',
  ],
  ...['approve', 'reject', 'cancel', 'freeze', 'stack freeze', 'promote'],
]
const proofFaults = [
  ...['proof fails', 'proof flaps', 'proof unknown', 'proof late'],
  ...['scan findings', 'scan never', 'scan denied'],
]
const waits = ['settle', 'stopped', 'trouble', 'scan', 'freeze', 'approval'].map((why) => `waiting: ${why}`)
const phases = [
  ...waits,
  'idle',
  'waiting',
  'preparing',
  'finishing',
  'rolling',
  'led on',
  'proving',
  'reverting',
  'stuck',
]
const outcomes = ['succeeded', 'rolled-back', 'rollback-failed', 'failed', 'superseded', 'cancelled', 'expired']

/** A schedule that never meets a fault proves nothing about it. */
function checkHistogram(histogram: Histogram): void {
  const tooFew = (counts: Map<string, number>, names: string[], least: number) =>
    names.filter((name) => (counts.get(name) ?? 0) < least)
  expect({
    faults: tooFew(histogram.faults, [...faults, ...otherFaults], 100),
    proofFaults: tooFew(histogram.faults, proofFaults, 40),
    phases: tooFew(histogram.phases, phases, 100),
    outcomes: tooFew(histogram.outcomes, outcomes, 20),
    hasTwoFaults: histogram.withTwoFaults / histogram.schedules >= 0.3,
  }).toEqual({ faults: [], proofFaults: [], phases: [], outcomes: [], hasTwoFaults: true })
}

const broken: Sabotage[] = [
  neverCallsAgain,
  revertsToTheBadImage,
  trustsCompleted,
  forgetsHolds,
  savesOverOthers,
  passesEveryProof,
  findsNothing,
  approvesEverything,
]

it.each(broken.map((sabotage) => [sabotage.name, sabotage] as const))(
  'notices a decision that %s',
  async (_name, sabotage) => {
    const histogram = newHistogram()
    async function until(limit: number): Promise<void> {
      for (let seed = 1; seed <= limit; seed += 1) await runSchedule(seed, histogram, sabotage)
    }
    await expect(until(400)).rejects.toThrow('LONGSHORE_SEED=')
  },
  hours,
)
