import type { Sandbox } from '../start-sandbox.ts'
import type { AccountSettings } from './settings-schema.ts'

/** Sets in the account what a scenario says besides: the last thing before its story begins. */
export function setSettings(sandbox: Sandbox, settings: AccountSettings = {}): void {
  const { repositories = {}, rules = {}, denied = [], parameters = {} } = settings
  for (const [name, repository] of Object.entries(repositories)) setRepository(sandbox, name, repository)
  for (const [name, fate] of Object.entries(rules)) setRule(sandbox, name, fate)
  for (const { action, role, by } of denied)
    sandbox.iam.deny({ action, ...(role === undefined ? {} : { role }), ...(by === undefined ? {} : { by }) })
  for (const [name, value] of Object.entries(parameters)) sandbox.ssm.put(name, value)
}

type Repository = NonNullable<AccountSettings['repositories']>[string]

function setRepository({ ecr }: Sandbox, name: string, repository: Repository): void {
  const { mutability, exclusions, lifecycle, isGone } = repository
  ecr.configure(name, {
    ...(mutability === undefined ? {} : { mutability }),
    ...(exclusions === undefined ? {} : { exclusions }),
    ...(lifecycle === undefined ? {} : { lifecyclePolicy: policyOf(lifecycle) }),
  })
  if (isGone) ecr.deleteRepository(name)
}

function policyOf(lifecycle: NonNullable<Repository['lifecycle']>): string {
  const rules = lifecycle.map(({ countType, ...selection }, index) => ({
    rulePriority: index + 1,
    selection: { ...selection, countType, ...(countType === 'sinceImagePushed' ? { countUnit: 'days' } : {}) },
    action: { type: 'expire' },
  }))
  return JSON.stringify({ rules })
}

function setRule({ events }: Sandbox, name: string, fate: 'disabled' | 'gone' | 'altered'): void {
  if (fate === 'gone') {
    events.deleteRule(name)
    return
  }
  const rule = events.rules().find((one) => one.name === name)
  if (!rule) throw new Error(`Cannot set the rule ${name}: the stack has no such rule.`)
  const { schedule, pattern } = rule
  events.putRule({
    name,
    enabled: fate !== 'disabled',
    ...(schedule === undefined ? {} : { schedule: fate === 'altered' ? 'rate(5 minutes)' : schedule }),
    ...(pattern === undefined ? {} : { pattern: fate === 'altered' ? { ...pattern, region: ['us-west-2'] } : pattern }),
  })
}
