import { PERSON } from '../scenario/invoke-command.ts'
import { playSteps } from '../scenario/play-steps.ts'
import { readScenario } from '../scenario/read-scenario.ts'
import type { ScenarioEvent } from '../scenario/scenario-event.ts'
import { type StoryWorld, startStory } from '../scenario/story-world.ts'
import { serveBanner } from './serve-banner.ts'

export interface ServeOptions {
  /** Whose account is set up. */
  readonly file: string
  /** Its steps are played too. */
  readonly plays: boolean
  readonly speed: number
  readonly seed?: string
  readonly port?: number
  readonly onEvent: (event: ScenarioEvent) => void
  /** Takes what is said about the server itself. */
  readonly say: (line: string) => void
}

const LOOK_EVERY_REAL_MS = 200

/** Ten seconds before the world's usual start: the sweep on the hour sees every service at once, not in five minutes. */
const SERVED_FROM = '2026-11-16T08:59:50Z'

/** Keeps a world up until the process is asked to end. */
export async function serve({ file, plays, say, seed, port, ...options }: ServeOptions): Promise<void> {
  const loaded = readScenario(file)
  const { scenario } = loaded
  const world = await startStory(
    { ...loaded, scenario: { ...scenario, start: scenario.start ?? SERVED_FROM } },
    {
      ...options,
      adds: { page: true },
      ...(seed === undefined ? {} : { seed }),
      ...(port === undefined ? {} : { port }),
    },
  )
  const { sandbox, observer } = world
  const ended = askedToEnd()
  // Before time passes: at a hundred times its pace a first invocation would be over its limit.
  const page = await pageLink(world)
  sandbox.clock.start()
  const { endpoint } = sandbox
  for (const line of serveBanner({ endpoint, region: sandbox.world.region, key: PERSON, page })) say(line)
  const looking = setInterval(observer.look, LOOK_EVERY_REAL_MS)
  if (plays) playAlong(world, scenario.steps, say)
  try {
    await ended
  } finally {
    clearInterval(looking)
    say('Ended.')
    await sandbox.stop()
  }
}

/** As the command signs it. */
async function pageLink({ sandbox }: StoryWorld): Promise<string> {
  const result = await sandbox.lambda.invoke('open', {})
  if (!result.ok) throw new Error(`Cannot open the page: ${result.error.errorMessage}`)
  const answer: { readonly url: string } = JSON.parse(result.payload)
  return answer.url
}

/** The story goes on beside what people do; what does not come as it says is told, and the world stays up. */
function playAlong(world: StoryWorld, steps: Parameters<typeof playSteps>[1], say: (line: string) => void): void {
  playSteps(world, steps).then(
    (failures) => {
      for (const { path, message } of failures) say(`${path}: ${message}`)
    },
    (error: unknown) => say(`The story broke off: ${error instanceof Error ? error.message : String(error)}`),
  )
}

function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve())
  })
}
