import { SLACK_TOKEN } from '../receivers/slack-api.ts'
import { SLACK_SIGNING_SECRET } from '../receivers/slack-press.ts'
import { type Sandbox, startSandbox } from '../start-sandbox.ts'
import type { Account } from './account-schema.ts'
import { milliseconds } from './duration.ts'
import { setUpGithub } from './github-story.ts'
import { createImages, type Images } from './images.ts'
import { createObserver, type Observer } from './observer.ts'
import { otherPlace, placeKey, placePrefix, withFatesEverywhere } from './other-places.ts'
import type { LoadedScenario } from './read-scenario.ts'
import type { ScenarioEvent } from './scenario-event.ts'
import type { ScheduledTask } from './schedule-schema.ts'
import { setSettings } from './set-settings.ts'
import { setUpAccount } from './set-up-account.ts'
import { setUpEnds } from './set-up-ends.ts'
import { type Place, placeOf, type ScenarioStack, stackOf } from './stack-of.ts'

export interface StoryOptions {
  /** Over the scenario's own. */
  readonly seed?: string | number
  /** Times real time; left out: the world jumps from event to event. */
  readonly speed?: number
  /** Of 127.0.0.1; default: a free one. */
  readonly port?: number
  /** Laid over the scenario's configuration. */
  readonly adds?: Readonly<Record<string, unknown>>
  readonly onEvent?: (event: ScenarioEvent) => void
  /** Every line that the functions log. */
  readonly onLog?: (text: string) => void
}

/** The world a scenario is played in. */
export interface StoryWorld {
  readonly sandbox: Sandbox
  readonly stack: ScenarioStack
  readonly place: Place
  /** Where images are. */
  readonly registry: Place
  readonly images: Images
  /** By the prefix of their place, nothing where the stack is, and by name. */
  readonly scheduled: Readonly<Record<string, Readonly<Record<string, ScheduledTask>>>>
  /** Repositories on GitHub with their commits. */
  readonly repositories: Account['github']
  readonly observer: Observer
  readonly seed: string | number
  /** Epoch ms. */
  readonly start: number
  readonly tell: (event: ScenarioEvent) => void
}

const WORLD_START = '2026-11-16T09:00:00Z'

/** Starts a world with the account, the stack and the webhook of a scenario. Stop its sandbox. */
export async function startStory(loaded: LoadedScenario, options: StoryOptions = {}): Promise<StoryWorld> {
  const { scenario } = loaded
  const { seed = scenario.seed ?? 1, speed, port, adds, onEvent, onLog } = options
  const stack = stackOf(loaded, adds)
  const place = placeOf(loaded)
  const start = Date.parse(scenario.start ?? WORLD_START)
  const others = (scenario.accounts ?? []).map((account) => ({ account, place: otherPlace(account, place) }))
  const started = await startSandbox({
    places: others.map((other) => other.place),
    seed,
    start,
    ...place,
    stack: stack.file,
    ...(speed === undefined ? {} : { mode: 'scaled' as const, speed }),
    ...(port === undefined ? {} : { port }),
    ...(onLog === undefined ? {} : { onLog: ({ text }) => onLog(text) }),
  })
  const sandbox = withFatesEverywhere(started)
  const images = createImages(seed)
  const { ecr, ecs, codedeploy, hosts, events, schedules, functions, cloudwatch, logs, images: runningImages } = sandbox
  const services = { ecr, ecs, codedeploy, hosts, events, schedules, functions, cloudwatch, logs, runningImages }
  const host = { ...services, images, place, registry: place, start }
  for (const { account, place: there } of others) {
    setUpAccount(account, { ...host, ...sandbox.places[placeKey(there)], place: there })
  }
  setUpAccount(scenario.account, host)
  setUpGithub(sandbox, { repositories: scenario.account.github, token: stack.githubToken, start })
  storeSlackSecrets(sandbox, stack)
  for (const [group, users] of Object.entries(scenario.account.slackGroups ?? {})) sandbox.slack.setGroup(group, users)
  setUpEnds(sandbox, stack.ends)
  setSettings(sandbox, scenario.account.settings)
  sandbox.faults.spare('status')
  const tell = onEvent ?? (() => undefined)
  tell({ at: start, kind: 'begin', name: scenario.name, title: scenario.title, seed })
  const scheduled = Object.fromEntries([
    ...others.map((other) => [placePrefix(placeKey(other.place)), other.account.schedules ?? {}]),
    ['', scenario.account.schedules ?? {}],
  ])
  const { github: repositories } = scenario.account
  const story = { sandbox, stack, place, registry: place, scheduled, images, repositories, seed, start, tell }
  return { ...story, observer: createObserver(sandbox, tell) }
}

function storeSlackSecrets(
  { slack, ssm, secrets }: Sandbox,
  { webhook = {}, botToken = {}, signingSecret = {} }: ScenarioStack,
): void {
  const values = [
    { place: webhook, value: `${slack.url}/services/T0000/B0000/rehearsal` },
    { place: botToken, value: SLACK_TOKEN },
    { place: signingSecret, value: SLACK_SIGNING_SECRET },
  ]
  for (const { place, value } of values) {
    if (place.ssm !== undefined) ssm.put(place.ssm, value)
    if (place.secret !== undefined) secrets.set(place.secret, value)
  }
}

const LONGEST_WAIT = milliseconds('1d')

/** Lets the world go on until the predicate holds, looking at everything that happens. Rejects after `limit` ms. */
export function goOnUntil(
  { sandbox, observer }: StoryWorld,
  holds: () => boolean | Promise<boolean>,
  what: string,
  limit = LONGEST_WAIT,
): Promise<void> {
  function isReached(): boolean | Promise<boolean> {
    observer.look()
    return holds()
  }
  return sandbox.clock.runUntil(isReached, { limit, what })
}

/** Lets the world go on to an instant (epoch ms); one in the past is now. */
export async function goOnTo(world: StoryWorld, instant: number): Promise<void> {
  const { clock } = world.sandbox
  const ahead = Math.max(0, instant - clock.now())
  await goOnUntil(world, () => clock.now() >= instant, new Date(instant).toISOString(), ahead)
}
