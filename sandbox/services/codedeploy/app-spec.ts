import { createHash } from 'node:crypto'
import { parse } from 'yaml'
import { AwsError } from '../../kernel/service.ts'
import { type AppSpec, LIFECYCLE, type LifecycleEventName, type Revision } from './state.ts'

export function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex')
}

type Input = Readonly<Record<string, unknown>>

/** @throws AwsError RevisionRequiredException, InvalidRevisionException */
export function revisionOf(input: Input): Revision {
  const revision = asRecord(input['revision'])
  if (Object.keys(revision).length === 0) throw new AwsError('RevisionRequiredException', 'Revision is required.')
  const { content, sha256: claimed } = asRecord(revision['appSpecContent'])
  if (revision['revisionType'] !== 'AppSpecContent' || typeof content !== 'string' || content === '') {
    throw new AwsError('InvalidRevisionException', 'For ECS deployment group, the revision must be an AppSpecContent.')
  }
  const actual = sha256(content)
  if (claimed !== undefined && claimed !== actual) {
    throw new AwsError('InvalidRevisionException', 'The sha256 of the AppSpecContent does not match its content.')
  }
  return { content, sha256: actual }
}

/** Reads an AppSpec, JSON or YAML. A text says what is wrong with it. */
export function readAppSpec(content: string): AppSpec | string {
  const spec = asRecord(parsed(content))
  const [resource] = asList(spec['Resources']).map((each) => asRecord(Object.values(asRecord(each))[0]))
  if (resource?.['Type'] !== 'AWS::ECS::Service') return 'The AppSpec file names no resource of Type AWS::ECS::Service.'
  const properties = asRecord(resource['Properties'])
  const balancer = asRecord(properties['LoadBalancerInfo'])
  const { TaskDefinition: taskDefinition } = properties
  const { ContainerName: containerName, ContainerPort: containerPort } = balancer
  if (typeof taskDefinition !== 'string') return 'The AppSpec file names no TaskDefinition.'
  if (typeof containerName !== 'string' || typeof containerPort !== 'number') {
    return 'The AppSpec file names no ContainerName and ContainerPort in LoadBalancerInfo.'
  }
  const hooks = hooksOf(spec['Hooks'])
  return typeof hooks === 'string'
    ? hooks
    : { taskDefinition, containerName, containerPort, launch: launchOf(properties), hooks }
}

/** The same as an AppSpec says it. */
export function launchProperties({ capacityProviderStrategy, platformVersion }: AppSpec['launch']): object {
  const strategy = capacityProviderStrategy?.map(({ capacityProvider, base = 0, weight = 0 }) => ({
    CapacityProvider: capacityProvider,
    Base: base,
    Weight: weight,
  }))
  return {
    ...(strategy ? { CapacityProviderStrategy: strategy } : {}),
    ...(platformVersion === undefined ? {} : { PlatformVersion: platformVersion }),
  }
}

function launchOf({ CapacityProviderStrategy: strategy, PlatformVersion: platformVersion }: Input): AppSpec['launch'] {
  const capacityProviderStrategy = asList(strategy)
    .map(asRecord)
    .map((item) => ({
      capacityProvider: String(item['CapacityProvider']),
      base: Number(item['Base'] ?? 0),
      weight: Number(item['Weight'] ?? 0),
    }))
  return {
    ...(capacityProviderStrategy.length > 0 ? { capacityProviderStrategy } : {}),
    ...(typeof platformVersion === 'string' ? { platformVersion } : {}),
  }
}

const HOOKS: readonly LifecycleEventName[] = LIFECYCLE.filter(
  (name) => name.startsWith('Before') || name.startsWith('After'),
)

function hooksOf(listed: unknown): AppSpec['hooks'] | string {
  const hooks: Partial<Record<LifecycleEventName, string>> = {}
  for (const [name, target] of asList(listed).flatMap((each) => Object.entries(asRecord(each)))) {
    const event = HOOKS.find((known) => known === name)
    if (event === undefined || typeof target !== 'string') return `The AppSpec file has a hook that is none: ${name}.`
    hooks[event] = target
  }
  return hooks
}

function parsed(content: string): unknown {
  try {
    return parse(content)
  } catch {
    return undefined
  }
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

function asRecord(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
}
