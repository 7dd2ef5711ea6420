import { referenceOf } from './account-host.ts'
import { shares } from './set-up-functions.ts'
import type { Step } from './step-schema.ts'
import type { StoryWorld } from './story-world.ts'

/** Does a step about functions or alarms. @returns the timeline's words for it; undefined when the step is of another kind */
export function playFunctionStep(world: StoryWorld, step: Step): string | undefined {
  if (step.alarm) return setAlarm(world, step.alarm)
  if (step.alias) return changeAlias(world, step.alias)
  if (step.updateFunction) return updateFunction(world, step.updateFunction)
  return step.deleteFunction && deleteFunction(world, step.deleteFunction)
}

function setAlarm({ sandbox }: StoryWorld, { name, state, reason }: NonNullable<Step['alarm']>): string {
  sandbox.cloudwatch.setAlarm(name, state, reason)
  return `The alarm ${name} is set to ${state}`
}

function changeAlias({ sandbox }: StoryWorld, change: NonNullable<Step['alias']>): string {
  const { function: name, name: alias, version, weights } = change
  sandbox.functions.changeAlias(name, alias, {
    ...(version === undefined ? {} : { version: String(version) }),
    ...(weights === undefined ? {} : { weights: shares(weights) }),
  })
  const moved = version === undefined ? [] : [`moves it to version ${version}`]
  const weighed = Object.entries(weights ?? {}).map(([other, percent]) => `gives version ${other} ${percent}%`)
  const cleared = weights !== undefined && weighed.length === 0 ? ['takes its weights away'] : []
  return `The alias ${name}:${alias}: somebody else ${[...moved, ...weighed, ...cleared].join(' and ')}`
}

function updateFunction(world: StoryWorld, { function: name, image }: NonNullable<Step['updateFunction']>): string {
  world.sandbox.functions.updateCode(name, referenceOf(image, world))
  return `Somebody else puts ${image} on ${name}`
}

function deleteFunction({ sandbox }: StoryWorld, deleted: NonNullable<Step['deleteFunction']>): string {
  const { function: name, alias, version } = deleted
  if (alias !== undefined) sandbox.functions.deleteAlias(name, alias)
  else if (version !== undefined) sandbox.functions.deleteVersion(name, String(version))
  else sandbox.functions.deleteFunction(name)
  const part = alias === undefined ? (version === undefined ? '' : `version ${version} of `) : `the alias ${alias} of `
  return `Somebody deletes ${part}the function ${name}`
}
