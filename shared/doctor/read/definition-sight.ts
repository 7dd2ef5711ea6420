import type { TaggedTaskDefinition } from '../../platforms/ecs/task-definition.ts'
import { shortCarrier, stackOf } from '../../platforms/ecs/task-definition.ts'
import type { TaskDefinitionStore } from '../../platforms/ecs/task-definition-store.ts'
import type { DefinitionSight, Seen } from '../facts.ts'
import type { Looker } from './look.ts'

/** A task definition, by its ARN or what a rule names. */
export async function readDefinition(
  { look }: Looker,
  definitions: Pick<TaskDefinitionStore, 'read'>,
  carrier: string,
): Promise<Seen<DefinitionSight>> {
  const doing = { action: 'ecs:DescribeTaskDefinition', subject: `task definition ${shortCarrier(carrier)}` }
  return look(doing, async () => sightOf(await definitions.read(carrier)))
}

function sightOf({ definition, tags }: TaggedTaskDefinition): DefinitionSight {
  const { family = '', taskRoleArn, executionRoleArn, runtimePlatform, containerDefinitions = [] } = definition
  const architecture = runtimePlatform?.cpuArchitecture
  const needs = definition.requiresCompatibilities ?? []
  const stack = stackOf(tags)
  const said = containerDefinitions.flatMap(({ name = '', versionConsistency: one }) => (one ? [[name, one]] : []))
  return {
    family,
    roles: [taskRoleArn, executionRoleArn].flatMap((role) => role || []),
    ...(architecture === undefined ? {} : { architecture }),
    runsOnFargate: needs.includes('FARGATE'),
    images: Object.fromEntries(containerDefinitions.map(({ name = '', image = '' }) => [name, image])),
    ...(said.length === 0 ? {} : { versionConsistency: Object.fromEntries(said) }),
    ...(stack === undefined ? {} : { stack }),
  }
}
