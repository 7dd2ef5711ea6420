import { milliseconds } from './duration.ts'
import { alarmIs, isShifted } from './function-conditions.ts'
import { slackShows } from './slack-steps.ts'
import { statusOf } from './status-of.ts'
import type { When } from './step-schema.ts'
import { goOnUntil, type StoryWorld } from './story-world.ts'

const ASK_STATUS_EVERY = 1000

/** Waits until the condition holds. Rejects when it never does. */
export async function waitFor(world: StoryWorld, when: When): Promise<void> {
  const limit = when.within === undefined ? undefined : milliseconds(when.within)
  await goOnUntil(world, predicateOf(world, when), describeCondition(when), limit)
}

/** `outcome api-production is rolled-back` */
export function describeCondition(when: When): string {
  const [kind = '', name = ''] = Object.entries(when).find(([key]) => key !== 'is' && key !== 'within') ?? []
  return `${kind} ${name}${when.is === undefined ? '' : ` is ${when.is}`}`
}

function predicateOf(world: StoryWorld, when: When): () => boolean | Promise<boolean> {
  const { observer } = world
  const { is } = when
  if (when.outcome !== undefined) {
    const before = observer.outcomes.length
    return () =>
      observer.outcomes.slice(before).some((one) => one.target === when.outcome && (is ?? one.outcome) === one.outcome)
  }
  if (when.notice !== undefined) {
    const before = observer.notices.length
    return () =>
      observer.notices.slice(before).some((one) => one.target === when.notice && (is ?? one.notice) === one.notice)
  }
  if (when.rollout !== undefined) return rolloutIs(world, when.rollout, is ?? 'in-progress')
  if (when.running !== undefined) return runs(world, when.running, is ?? '')
  if (when.stage !== undefined) return stageIs(world, when.stage, is ?? '')
  if (when.shifted !== undefined) return isShifted(world, when.shifted, is ?? '')
  if (when.alarm !== undefined) return alarmIs(world, when.alarm, is ?? 'ALARM')
  if (when.slack !== undefined) return slackShows(world, when.slack)
  return phaseIs(world, when.phase ?? '', is ?? 'rolling')
}

function rolloutIs({ sandbox }: StoryWorld, service: string, state: string): () => boolean {
  const [cluster = '', name = ''] = service.split('/')
  const wanted = state.toUpperCase().replaceAll('-', '_')
  return () =>
    sandbox.ecs.deployments(cluster, name).find(({ status }) => status === 'PRIMARY')?.rolloutState === wanted
}

/** A stage by its name, or a share of production traffic that what is rolled out has reached. */
function stageIs({ sandbox }: StoryWorld, service: string, wanted: string): () => boolean {
  const [cluster = '', name = ''] = service.split('/')
  const { codedeploy } = sandbox
  const { native } = sandbox.ecs
  if (codedeploy.groups().some((group) => group.service === service)) {
    return () => [`${codedeploy.share(service)}%`, codedeploy.status(service)].includes(wanted)
  }
  if (wanted.endsWith('%')) return () => `${native.targetWeight(cluster, name)}%` === wanted
  return () => native.stage(cluster, name) === wanted
}

function runs({ sandbox, images }: StoryWorld, service: string, alias: string): () => boolean {
  const [cluster = '', name = ''] = service.split('/')
  return () =>
    Object.values(sandbox.ecs.runningDigests(cluster, name))
      .flat()
      .some((digest) => images.aliasOf(digest) === alias)
}

function phaseIs(world: StoryWorld, target: string, phase: string): () => Promise<boolean> {
  const { clock } = world.sandbox
  let askAgain = 0
  return async () => {
    if (clock.now() < askAgain) return false
    askAgain = clock.now() + ASK_STATUS_EVERY
    const all = await statusOf(world)
    return all.some((status) => status.target === target && status.phase === phase)
  }
}
