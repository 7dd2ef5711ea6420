import type { Failure } from './judge/failure.ts'
import { judge } from './judge/judge.ts'
import { playSteps } from './play-steps.ts'
import { playUntil } from './play-until.ts'
import { type LoadedScenario, readScenario } from './read-scenario.ts'
import { reportOn, type ScenarioReport } from './scenario-report.ts'
import { type StoryOptions, type StoryWorld, startStory } from './story-world.ts'

/** What playing a scenario gave. */
export interface ScenarioResult {
  readonly name: string
  readonly title: string
  readonly seed: string | number
  readonly passed: boolean
  readonly failures: readonly Failure[]
  /** Undefined when the story could not be played to its end. */
  readonly report?: ScenarioReport
  readonly realMs: number
}

/**
 * Plays a scenario, the path of its file or one already read, and judges it.
 * @throws {ScenarioBroken} when the file cannot be read; {Error} with every mistake when its configuration is wrong
 */
export async function runScenario(
  source: string | LoadedScenario,
  options: StoryOptions = {},
): Promise<ScenarioResult> {
  const began = performance.now()
  const loaded = typeof source === 'string' ? readScenario(source) : source
  const { scenario } = loaded
  const world = await startStory(loaded, options)
  const { failures, report } = await playThrough(world, loaded)
  const end = await stopped(world)
  const all = [...failures, ...end]
  return {
    name: scenario.name,
    title: scenario.title,
    seed: world.seed,
    passed: all.length === 0,
    failures: all,
    ...(report ? { report } : {}),
    realMs: performance.now() - began,
  }
}

async function playThrough(
  world: StoryWorld,
  { scenario }: LoadedScenario,
): Promise<{ failures: Failure[]; report?: ScenarioReport }> {
  try {
    const steps = await playSteps(world, scenario.steps)
    const until = await playUntil(world, scenario.until ?? 'quiet')
    const report = await reportOn(world, scenario.expect)
    return { failures: [...steps, ...until, ...judge(scenario.expect, report)], report }
  } catch (error) {
    return { failures: [{ path: '', message: `The story broke off: ${messageOf(error)}` }] }
  }
}

/** A failure of the sandbox itself is one of the scenario too. */
async function stopped({ sandbox }: StoryWorld): Promise<Failure[]> {
  try {
    await sandbox.stop()
    return []
  } catch (error) {
    return [{ path: '', message: messageOf(error) }]
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
