import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { StoryWorld } from '../../sandbox/scenario/story-world.ts'
import type { FunctionCode } from '../../sandbox/services/lambda/function.ts'
import { pointedAt } from '../../sandbox/stack/pointed-at.ts'
import type { ServerlessFile } from '../../sandbox/stack/serverless-file.ts'

/** Bundled handlers by function, with the configuration that their version made of a scenario's. */
export type Handlers = Readonly<Record<string, FunctionCode>>

/** A checkout of an older Longshore with its node_modules, or undefined when none is named. */
export const olderCheckout = process.env['LONGSHORE_OLDER_CHECKOUT']

/** Whether the older checkout ships this scenario. */
export function isKnownThere(scenario: string): boolean {
  return olderCheckout !== undefined && existsSync(join(olderCheckout, `sandbox/scenarios/${scenario}.yml`))
}

/** The newest version of a record that the older checkout reads. */
export async function olderRecordVersion(): Promise<number> {
  if (olderCheckout === undefined) return Number.POSITIVE_INFINITY
  const { recordVersion } = await import(resolve(olderCheckout, 'shared/domain/record.ts'))
  return recordVersion
}

/** What the older checkout would deploy for a scenario. */
export async function olderStack(scenario: string): Promise<ServerlessFile> {
  const from = (path: string) => import(resolve(olderCheckout ?? '.', 'sandbox', path))
  const { stackOf } = await from('scenario/stack-of.ts')
  const { readScenario } = await from('scenario/read-scenario.ts')
  const { shippedFile } = await from('rehearsal/shipped-scenarios.ts')
  return stackOf(readScenario(shippedFile(scenario))).file
}

/** Its handlers, which find the world's web server where the scenario says. */
export function handlersOf(stack: ServerlessFile, { sandbox }: StoryWorld): Handlers {
  return pointedAt(stack, { web: sandbox.images.web.url }).code
}

/** Deploys handlers over those that are there; functions without one stay, and what the rehearsal itself asks. What runs warm is gone. @returns what was there */
export function deploy({ sandbox }: StoryWorld, handlers: Handlers): Handlers {
  const { lambda, workers } = sandbox
  const there = lambda.functions().map((definition): [string, FunctionCode] => [definition.key, definition.code])
  for (const definition of lambda.functions()) {
    const code = handlers[definition.key]
    if (code && definition.key !== 'status') lambda.addFunction({ ...definition, code })
  }
  for (const caller of workers.callers()) workers.kill(caller)
  return Object.fromEntries(there)
}
