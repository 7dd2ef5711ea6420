import type { ContainerDefinition, TaskDefinition } from '@aws-sdk/client-ecs'

/** What AWS fills in, what is compared by itself, and what a release is about anyway. */
const skipped: ReadonlySet<string> = new Set([
  ...['taskDefinitionArn', 'revision', 'status', 'requiresAttributes', 'compatibilities', 'registeredAt'],
  ...['registeredBy', 'deregisteredAt', 'deleteRequestedAt', 'containerDefinitions', 'image', 'environment', 'secrets'],
])

/** Members whose values may be shown: they hold no secret. */
const shown: ReadonlySet<string> = new Set([
  ...['cpu', 'memory', 'memoryReservation', 'networkMode', 'family', 'taskRoleArn', 'executionRoleArn', 'essential'],
  ...['readonlyRootFilesystem', 'privileged', 'pidMode', 'ipcMode', 'startTimeout', 'stopTimeout'],
])

/**
 * What differs between two task definitions besides their images, a short line each. Values of environment variables,
 * secrets and commands are never shown, only that they differ.
 */
export function differences(before: TaskDefinition, after: TaskDefinition): string[] {
  const names = new Set([...containersOf(before).keys(), ...containersOf(after).keys()])
  const inside = [...names].flatMap((name) => {
    const left = containersOf(before).get(name)
    const right = containersOf(after).get(name)
    if (!left || !right) return [`container ${name} ${left ? 'removed' : 'added'}`]
    return containerDifferences(left, right).map((line) => `container ${name}: ${line}`)
  })
  return [...memberDifferences({ ...before }, { ...after }), ...inside]
}

function containersOf(definition: TaskDefinition): Map<string, ContainerDefinition> {
  return new Map((definition.containerDefinitions ?? []).map((container) => [container.name ?? 'unnamed', container]))
}

function containerDifferences(before: ContainerDefinition, after: ContainerDefinition): string[] {
  return [
    ...memberDifferences({ ...before }, { ...after }),
    ...namedDifferences('environment variable', valuesOf(before.environment), valuesOf(after.environment)),
    ...namedDifferences('secret', secretsOf(before), secretsOf(after)),
  ]
}

function memberDifferences(before: Record<string, unknown>, after: Record<string, unknown>): string[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => !skipped.has(key)).sort()
  return keys.flatMap((key) => {
    if (isSame(before[key], after[key])) return []
    return shown.has(key) ? [`${key} ${show(before[key])} → ${show(after[key])}`] : [`${key} differs`]
  })
}

function namedDifferences(what: string, before: Map<string, string>, after: Map<string, string>): string[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names.flatMap((name) => {
    if (before.get(name) === after.get(name)) return []
    const how = before.has(name) ? (after.has(name) ? 'differs' : 'removed') : 'added'
    return [`${what} ${name} ${how}`]
  })
}

function valuesOf(pairs: ContainerDefinition['environment']): Map<string, string> {
  return new Map((pairs ?? []).map(({ name, value }) => [name ?? '', value ?? '']))
}

function secretsOf({ secrets }: ContainerDefinition): Map<string, string> {
  return new Map((secrets ?? []).map(({ name, valueFrom }) => [name ?? '', valueFrom ?? '']))
}

/** AWS leaves empty lists out or gives them as empty: the same thing. */
function isSame(a: unknown, b: unknown): boolean {
  return canonical(a) === canonical(b)
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '' : `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return value === undefined ? '' : JSON.stringify(value)
  const members = Object.entries(value).map(([key, member]) => [key, canonical(member)] as const)
  const present = members.filter(([, text]) => text !== '').sort(([a], [b]) => (a < b ? -1 : 1))
  return present.length === 0 ? '' : `{${present.map(([key, text]) => `${key}:${text}`).join(',')}}`
}

function show(value: unknown): string {
  return value === undefined ? 'none' : String(value)
}
