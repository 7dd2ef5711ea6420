import type { ContainerDefinition, Tag, TaskDefinition as TaskDefinitionShape } from '@aws-sdk/client-ecs'
import { AwsError } from '../../kernel/service.ts'
import { arn } from './identifiers.ts'
import type { EcsState, TaskDefinition } from './state.ts'

/** Stores a new revision with everything that came, known here or not. A new one is made even if nothing differs. */
export function registerTaskDefinition(
  ecs: EcsState,
  input: Readonly<Record<string, unknown>>,
  registeredBy: string,
): TaskDefinition {
  const { tags, ...content } = input
  const family = familyOf(content)
  const containers = containersOf(content)
  const revisions = ecs.families.get(family) ?? []
  const revision = revisions.length + 1
  const taskDefinition: TaskDefinition = {
    arn: arn(ecs, `task-definition/${family}:${revision}`),
    family,
    revision,
    content,
    containers,
    tags: acceptedTags(tags),
    registeredAt: ecs.world.clock.now(),
    registeredBy,
  }
  ecs.families.set(family, [...revisions, taskDefinition])
  return taskDefinition
}

function familyOf(content: Readonly<Record<string, unknown>>): string {
  const { family } = content
  if (typeof family === 'string' && /^[\w-]{1,255}$/.test(family)) return family
  throw new AwsError('ClientException', 'Family should not be null or empty.')
}

function containersOf(content: Readonly<Record<string, unknown>>): ContainerDefinition[] {
  const { containerDefinitions } = content
  if (!Array.isArray(containerDefinitions) || containerDefinitions.length === 0) {
    throw new AwsError('ClientException', 'Container list cannot be empty.')
  }
  for (const { name, image } of containerDefinitions) {
    if (!name) throw new AwsError('ClientException', 'Container.name should not be null or empty.')
    if (!image) throw new AwsError('ClientException', 'Container.image should not be null or empty.')
  }
  return containerDefinitions
}

function acceptedTags(tags: unknown): Tag[] {
  if (tags === undefined || tags === null) return []
  if (!Array.isArray(tags) || tags.length === 0) throw new AwsError('ClientException', 'Tags can not be empty.')
  for (const { key } of tags) {
    if (String(key).toLowerCase().startsWith('aws:')) {
      throw new AwsError(
        'InvalidParameterException',
        "Invalid tag key: tag keys cannot start with 'aws:', which is reserved for AWS use.",
      )
    }
  }
  return tags
}

/** Finds a revision by ARN, `family:revision`, or `family` (its newest active revision). An ARN of another account or region is unknown. */
function findTaskDefinition(ecs: EcsState, reference: string): TaskDefinition | undefined {
  if (reference.startsWith('arn:') && !reference.startsWith(arn(ecs, 'task-definition/'))) return undefined
  const name = reference.slice(reference.lastIndexOf('/') + 1)
  const [family = '', revision] = name.split(':')
  const revisions = ecs.families.get(family) ?? []
  if (revision === undefined) return revisions.findLast(({ deregisteredAt }) => deregisteredAt === undefined)
  return revisions[Number(revision) - 1]
}

/** @throws AwsError ClientException */
export function requireTaskDefinition(ecs: EcsState, reference: unknown): TaskDefinition {
  const found = typeof reference === 'string' ? findTaskDefinition(ecs, reference) : undefined
  if (found) return found
  throw new AwsError('ClientException', 'Unable to describe task definition.')
}

/** A service may only be moved to an active revision. @throws AwsError ClientException, InvalidParameterException */
export function requireActiveTaskDefinition(ecs: EcsState, reference: unknown): TaskDefinition {
  const found = requireTaskDefinition(ecs, reference)
  if (found.deregisteredAt === undefined) return found
  throw new AwsError('InvalidParameterException', 'TaskDefinition is inactive')
}

export function taskDefinitionView(taskDefinition: TaskDefinition): TaskDefinitionShape {
  const { content, deregisteredAt } = taskDefinition
  return {
    volumes: [],
    placementConstraints: [],
    ...content,
    taskDefinitionArn: taskDefinition.arn,
    containerDefinitions: taskDefinition.containers.map(withDefaults),
    family: taskDefinition.family,
    revision: taskDefinition.revision,
    status: deregisteredAt === undefined ? 'ACTIVE' : 'INACTIVE',
    requiresAttributes: [{ name: 'com.amazonaws.ecs.capability.docker-remote-api.1.18' }],
    compatibilities: ['EC2', 'FARGATE'],
    registeredAt: new Date(taskDefinition.registeredAt),
    registeredBy: taskDefinition.registeredBy,
    ...(deregisteredAt === undefined ? {} : { deregisteredAt: new Date(deregisteredAt) }),
  }
}

/** What AWS fills in where a registration says nothing. */
function withDefaults(container: ContainerDefinition): ContainerDefinition {
  return {
    cpu: 0,
    portMappings: [],
    essential: true,
    environment: [],
    mountPoints: [],
    volumesFrom: [],
    systemControls: [],
    ...container,
  }
}
