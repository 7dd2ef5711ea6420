import { expect, it } from '@jest/globals'
import { newHistogram, shown } from './histogram.ts'
import { runSchedule } from './run-schedule.ts'

const wanted = Number(process.env['LONGSHORE_SCHEDULES'] ?? 1000)
const replayed = process.env['LONGSHORE_SEED']
const firstSeed = 1
const histogram = newHistogram()

async function runAll(): Promise<void> {
  const last = firstSeed + wanted
  for (let seed = firstSeed; seed < last; seed += 1) await runSchedule(seed, histogram)
}

it('holds every promise through random schedules of pushes, faults and commands', async () => {
  await (replayed === undefined ? runAll() : runSchedule(Number(replayed), histogram))
  if (process.env['LONGSHORE_HISTOGRAM']) process.stdout.write(`${shown(histogram)}\n`)
  expect(histogram.schedules).toBe(replayed === undefined ? wanted : 1)
}, 3_600_000)
