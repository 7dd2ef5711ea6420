import type { World } from '../kernel/service.ts'
import type { Messaging } from '../runtime/start-messaging.ts'
import type { Rule } from '../services/events/rule.ts'
import type { FunctionDefinition } from '../services/lambda/function.ts'
import { functionDefinition } from './function-definition.ts'
import { functionName, intrinsicScope, NAME_PROPERTIES, type Place } from './physical-resources.ts'
import { type IntrinsicScope, resolveIntrinsics } from './resolve-intrinsics.ts'
import type { ServerlessFile } from './serverless-file.ts'
import { asRecord } from './value-at.ts'
import { type AccountsHost, wireAccounts } from './wire-accounts.ts'
import { wireEvents } from './wire-events.ts'
import { CREATED_TYPES, type Resource, type SecretCreator, type TableCreator, wireResources } from './wire-resources.ts'
import { type RoleCreator, wireRoles } from './wire-roles.ts'

/** What a stack is wired into. */
export interface StackHost extends AccountsHost {
  readonly world: World
  readonly endpoint: string
  readonly messaging: Messaging
  readonly tables: TableCreator
  readonly secrets: SecretCreator
  readonly roles: RoleCreator
}

export interface WiredStack {
  /** By key of serverless.yml. */
  readonly functions: Readonly<Record<string, FunctionDefinition>>
  /** Addresses of functions with a URL, by key. */
  readonly urls: Readonly<Record<string, string>>
  readonly queues: readonly string[]
  readonly topics: readonly string[]
  readonly tables: readonly string[]
  readonly rules: readonly Rule[]
  /** Resources that the sandbox does not create: roles, which it only simulates, policies, alarms. */
  readonly ignored: readonly string[]
}

/** Creates everything a serverless.yml describes in the sandbox's services and connects it. */
export async function wireStack(host: StackHost, file: ServerlessFile): Promise<WiredStack> {
  const { account, region } = host.world
  const place: Place = { account, region, endpoint: host.endpoint }
  const urls = await openUrls(host.messaging, file)
  const scope = intrinsicScope(file, place, urls)
  const resources = createdResources(file, scope)
  const { tables, secrets, world } = host
  await wireResources(host.messaging, { tables, secrets, random: world.random.fork('stack-secrets') }, resources)
  wireRoles(host.roles, file, scope)
  wireAccounts(host, file)
  const functions = wireFunctions(host.messaging, file, place, scope)
  const ids = (type: Resource['type']) => resources.filter((one) => one.type === type).map(({ id }) => id)
  const named = (type: Resource['type']) => ids(type).map((id) => scope.resources[id]?.name ?? id)
  return {
    functions,
    urls,
    queues: named('AWS::SQS::Queue'),
    topics: named('AWS::SNS::Topic'),
    tables: named('AWS::DynamoDB::Table'),
    rules: host.messaging.events.rules(),
    ignored: Object.keys(file.resources).filter((id) => !resources.some((one) => one.id === id)),
  }
}

/** Open before anything else is: others are told their addresses. */
async function openUrls({ urls }: Messaging, file: ServerlessFile): Promise<Record<string, string>> {
  const opened: Record<string, string> = {}
  for (const [key, given] of Object.entries(file.functions)) {
    const { url } = given
    if (!url) continue
    const isSigned = asRecord(url)['authorizer'] === 'aws_iam'
    opened[key] = await urls.open(functionName(file, key, given), isSigned ? 'AWS_IAM' : 'NONE')
  }
  return opened
}

function createdResources(file: ServerlessFile, scope: IntrinsicScope): Resource[] {
  return Object.entries(file.resources).flatMap(([id, { Type, Properties }]) => {
    const type = CREATED_TYPES.find((known) => known === Type)
    if (!type) return []
    const nameProperty = NAME_PROPERTIES[type]
    const name = nameProperty ? { [nameProperty]: scope.resources[id]?.name } : {}
    return [{ id, type, properties: { ...asRecord(resolveIntrinsics(Properties, scope)), ...name } }]
  })
}

function wireFunctions(
  messaging: Messaging,
  file: ServerlessFile,
  place: Place,
  scope: IntrinsicScope,
): Record<string, FunctionDefinition> {
  const entries = Object.entries(file.functions).map(([key, given]) => {
    const definition = functionDefinition(file, key, asRecord(resolveIntrinsics(given, scope)), { place, scope })
    messaging.lambda.addFunction(definition)
    return [key, definition] as const
  })
  for (const [key, definition] of entries) {
    wireEvents(messaging, definition, resolveIntrinsics(file.functions[key]?.['events'], scope))
  }
  return Object.fromEntries(entries)
}
