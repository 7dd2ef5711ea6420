import { referenceOf } from './account-host.ts'
import { playBehaviourStep } from './behaviour-steps.ts'
import { playCodeDeployStep } from './codedeploy-steps.ts'
import { describeCondition, waitFor } from './conditions.ts'
import { milliseconds } from './duration.ts'
import { playFunctionStep } from './function-steps.ts'
import { configOf } from './github-story.ts'
import { playHostStep } from './host-steps.ts'
import { invokeCommand } from './invoke-command.ts'
import type { Failure } from './judge/failure.ts'
import { worldIn } from './other-places.ts'
import { pressButton } from './press-button.ts'
import { setFate } from './scenario-fate.ts'
import { setFault } from './set-fault.ts'
import { playSlackStep } from './slack-steps.ts'
import type { Step } from './step-schema.ts'
import { goOnTo, type StoryWorld } from './story-world.ts'
import { playStrategyStep } from './strategy-steps.ts'

/** Plays the steps in order. @returns what did not come as the steps say; after a condition that never came, nothing more */
export async function playSteps(world: StoryWorld, steps: readonly Step[]): Promise<Failure[]> {
  const failures: Failure[] = []
  for (const [index, step] of steps.entries()) {
    const path = `steps[${index}]`
    const there = worldIn(world, step.in)
    const missed = await comeTo(there, step)
    if (missed) return [...failures, { path: `${path}.when`, message: missed }]
    const mismatch = await act(there, step)
    if (mismatch) failures.push({ path, message: mismatch })
  }
  return failures
}

async function comeTo(world: StoryWorld, { at, after, when }: Step): Promise<string | undefined> {
  if (at !== undefined) await goOnTo(world, world.start + milliseconds(at))
  try {
    if (when !== undefined) await waitFor(world, when)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return `${when ? describeCondition(when) : 'It'} never came. ${why}`
  }
  if (after !== undefined) await goOnTo(world, world.sandbox.clock.now() + milliseconds(after))
  return undefined
}

async function act(world: StoryWorld, step: Step): Promise<string | undefined> {
  const { sandbox, tell } = world
  const at = sandbox.clock.now()
  if (step.command) {
    const { invoke, payload = {} } = step.command
    tell({ at, kind: 'step', text: step.say ?? `Somebody runs ${invoke} ${JSON.stringify(payload)}` })
    const { said, mismatch } = await invokeCommand(world, step.command)
    for (const line of said.split('\n')) tell({ at: sandbox.clock.now(), kind: 'step', text: `  ${line}` })
    return mismatch === undefined ? undefined : `${invoke}: ${mismatch}`
  }
  if (step.slack) {
    const { press, user } = step.slack
    tell({ at, kind: 'step', text: step.say ?? `${[user].flat().join(' and ')} presses ${press} in Slack` })
    const { said, mismatch } = await pressButton(world, step.slack)
    for (const line of said) tell({ at: sandbox.clock.now(), kind: 'step', text: `  ${line}` })
    return mismatch === undefined ? undefined : `${press} in Slack: ${mismatch}`
  }
  const text = change(world, step)
  if (text !== undefined) tell({ at, kind: 'step', text: step.say ?? text })
  if (step.wait !== undefined) await goOnTo(world, at + milliseconds(step.wait))
  return undefined
}

/** Does what a step says to the account. @returns the timeline's words for it */
function change(world: StoryWorld, step: Step): string | undefined {
  const { ecs } = world.sandbox
  if (step.push) return push(world, step.push)
  if (step.fault) return setFault(world, step.fault)
  if (step.delete !== undefined) return deleteImage(world, step.delete)
  if (step.usurp) return usurp(world, step.usurp)
  if (step.scale) {
    const { service, desiredCount } = step.scale
    ecs.scale(...splitService(service), desiredCount)
    return `Somebody scales ${service} to ${desiredCount}`
  }
  if (step.interrupt) {
    const { service, why, count } = step.interrupt
    const stopped = ecs.interrupt(...splitService(service), why, count)
    return `${stopped.length} tasks of ${service} are stopped: ${why}`
  }
  if (!step.deleteService) {
    return (
      playStrategyStep(ecs, step) ??
      playCodeDeployStep(world, step) ??
      playFunctionStep(world, step) ??
      playBehaviourStep(world, step) ??
      playHostStep(world, step) ??
      playSlackStep(world, step)
    )
  }
  const { service, forget } = step.deleteService
  ecs.deleteService(...splitService(service), { forget: forget === true })
  return `Somebody deletes the service ${service}`
}

function push({ sandbox, images }: StoryWorld, pushed: NonNullable<Step['push']>): string {
  const { image, as, fate, index, silent, architecture } = pushed
  const { repository, tag, digest, alias } = images.named(image, as)
  if (fate) setFate({ ...sandbox, runningImages: sandbox.images }, digest, fate)
  if (architecture) sandbox.functions.builtFor(digest, architecture)
  sandbox.ecr.push({
    repository,
    digest,
    ...(tag ? { tag } : {}),
    ...(index ? { index } : {}),
    ...(silent ? { silent } : {}),
    ...configOf(pushed),
  })
  const name = fate === undefined || typeof fate === 'string' ? fate : fate.name
  return `Somebody pushes ${image}${alias === tag ? '' : ` (${alias})`}${name === undefined ? '' : `, which ${WORDS[name] ?? name}`}`
}

const WORDS: Readonly<Record<string, string>> = {
  healthy: 'is fine',
  oom: 'runs out of memory',
  'cannot-pull': 'cannot be pulled',
  'fails-health-check': 'fails its health check',
  slow: 'is slow to start',
  'no-capacity': 'finds no capacity',
  errors: 'throws errors',
  'slow-invocations': 'takes its time',
  throttles: 'is throttled',
  'update-fails': 'functions fail to update to',
  'update-refused': 'functions refuse',
  'update-hangs': 'functions never finish to update to',
}

function deleteImage({ sandbox, images }: StoryWorld, name: string): string {
  const { repository, tag, digest } = images.named(name)
  sandbox.ecr.deleteImage(repository, tag === undefined ? { imageDigest: digest } : { imageTag: tag })
  return `Somebody deletes ${name} from the registry`
}

function usurp(world: StoryWorld, { service, containers, force }: NonNullable<Step['usurp']>): string {
  const references = Object.entries(containers ?? {}).map(([name, image]) => [name, referenceOf(image, world)])
  world.sandbox.ecs.usurp(...splitService(service), {
    ...(containers ? { containers: Object.fromEntries(references) } : {}),
    ...(force ? { force } : {}),
  })
  const what = containers ? Object.values(containers).join(', ') : 'the same again'
  return `Somebody else puts ${what} on ${service}`
}

function splitService(service: string): [cluster: string, name: string] {
  const [cluster = '', name = ''] = service.split('/')
  return [cluster, name]
}
