import type {
  DeregisterTaskDefinitionResponse,
  DescribeTaskDefinitionResponse,
  ListTaskDefinitionsResponse,
  RegisterTaskDefinitionResponse,
} from '@aws-sdk/client-ecs'
import { paginate } from '../../kernel/paginate.ts'
import type { Operation } from '../../kernel/service.ts'
import type { EcsState, TaskDefinition } from './state.ts'
import { registerTaskDefinition, requireTaskDefinition, taskDefinitionView } from './task-definitions.ts'

export function registerTaskDefinitionOperation(ecs: EcsState): Operation {
  return (input, call): RegisterTaskDefinitionResponse => {
    const caller = `arn:aws:sts::${ecs.world.account}:assumed-role/${call.caller}/session`
    const registered = registerTaskDefinition(ecs, input, caller)
    return { taskDefinition: taskDefinitionView(registered), tags: [...registered.tags] }
  }
}

/** Inactive revisions can be described too. */
export function describeTaskDefinition(ecs: EcsState): Operation {
  return (input): DescribeTaskDefinitionResponse => {
    const found = requireTaskDefinition(ecs, input['taskDefinition'])
    const include: string[] = input['include'] ?? []
    return { taskDefinition: taskDefinitionView(found), tags: include.includes('TAGS') ? [...found.tags] : [] }
  }
}

export function deregisterTaskDefinition(ecs: EcsState): Operation {
  return (input): DeregisterTaskDefinitionResponse => {
    const found = requireTaskDefinition(ecs, input['taskDefinition'])
    found.deregisteredAt ??= ecs.world.clock.now()
    return { taskDefinition: taskDefinitionView(found) }
  }
}

/** `familyPrefix` is, despite its name, the whole family. */
export function listTaskDefinitions(ecs: EcsState): Operation {
  return (input): ListTaskDefinitionsResponse => {
    const family: string | undefined = input['familyPrefix']
    const status: string = input['status'] ?? 'ACTIVE'
    const families = [...ecs.families].filter(([name]) => family === undefined || name === family)
    const ascending = families
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([, revisions]) => revisions.filter((revision) => statusOf(revision) === status))
    const { items, nextToken } = paginate(input['sort'] === 'DESC' ? ascending.toReversed() : ascending, {
      maxResults: input['maxResults'],
      nextToken: input['nextToken'],
      defaultSize: 100,
      largestSize: 100,
    })
    return { taskDefinitionArns: items.map(({ arn }) => arn), ...(nextToken === undefined ? {} : { nextToken }) }
  }
}

function statusOf(taskDefinition: TaskDefinition): 'ACTIVE' | 'INACTIVE' {
  return taskDefinition.deregisteredAt === undefined ? 'ACTIVE' : 'INACTIVE'
}
