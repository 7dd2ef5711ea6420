import type { KillRule } from '../../../sandbox/kernel/kills.ts'
import { shippedFile } from '../../../sandbox/rehearsal/shipped-scenarios.ts'
import { milliseconds } from '../../../sandbox/scenario/duration.ts'
import type { Expectations } from '../../../sandbox/scenario/expectation-schema.ts'
import type { Failure } from '../../../sandbox/scenario/judge/failure.ts'
import { judge } from '../../../sandbox/scenario/judge/judge.ts'
import { playSteps } from '../../../sandbox/scenario/play-steps.ts'
import { playUntil } from '../../../sandbox/scenario/play-until.ts'
import { readScenario } from '../../../sandbox/scenario/read-scenario.ts'
import { reportOn, type ScenarioReport } from '../../../sandbox/scenario/scenario-report.ts'
import type { Step } from '../../../sandbox/scenario/step-schema.ts'
import { goOnTo, type StoryWorld, startStory } from '../../../sandbox/scenario/story-world.ts'

export interface Told {
  readonly failures: readonly Failure[]
  readonly report: ScenarioReport
  /** Whether the trouble came. */
  readonly struck: boolean
}

/** Trouble that is put into a world before the story begins, knowing when (epoch ms) somebody first pushes; tells whether it came. */
export type Trouble = (world: StoryWorld, pushedAt: number) => () => boolean

export function death(rule: Omit<KillRule, 'counting' | 'times'>): Trouble {
  return ({ sandbox }) => {
    const fault = sandbox.faults.kill({ ...rule, counting: 'function' })
    return () => fault.hits() > 0
  }
}

/**
 * Plays a shipped scenario with something going wrong besides, and holds it to where it ends, not to how soon or at what price.
 * `patienceMs`: for so long it goes on after the last step in any case.
 */
export async function tell(name: string, trouble?: Trouble, patienceMs = 0): Promise<Told> {
  const loaded = readScenario(shippedFile(name))
  const world = await startStory(loaded)
  try {
    const { at = '6m' } = loaded.scenario.steps.find(({ push }) => push !== undefined) ?? {}
    const struck = trouble?.(world, world.start + milliseconds(at)) ?? (() => false)
    const steps = await playSteps(world, loaded.scenario.steps.map(patient))
    await goOnTo(world, world.sandbox.clock.now() + patienceMs)
    const until = await playUntil(world, loaded.scenario.until ?? 'quiet')
    const report = await reportOn(world)
    return {
      failures: [...steps, ...until, ...judge(endOf(loaded.scenario.expect, report), report)],
      report,
      struck: struck(),
    }
  } finally {
    await world.sandbox.stop()
  }
}

/** Trouble may keep what a step waits for. */
function patient(step: Step): Step {
  if (!step.when) return step
  const { within: _soon, ...when } = step.when
  return { ...step, when }
}

/** What must hold however long it took and however often something was called or told. */
function endOf(
  { slack: _told, calls: _calls, callsPerDeployment: _each, revertWithin: _soon, ...rest }: Expectations,
  report: ScenarioReport,
): Expectations {
  const deployments = Object.entries(rest.deployments ?? {}).map(([target, expected]) => [
    target,
    // The sweep finds what an event that got lost told of.
    expected.map(({ within: _within, trigger: _how, ...one }) => one),
  ])
  return {
    ...rest,
    deployments: Object.fromEntries(deployments),
    deadLetters: lostTicks(report) + (rest.deadLetters ?? 0),
  }
}

/** A tick that failed three times is given up: the next one comes in a minute. */
function lostTicks({ deadLetters }: ScenarioReport): number {
  return deadLetters.filter((text) => text.includes('"Scheduled Event"')).length
}
