import { AwsError } from '../../kernel/service.ts'
import { isEcsTarget } from '../ecs-target.ts'
import type { Input } from '../input.ts'
import type { TargetResolver } from './events-service.ts'
import { RETRY_LIMITS, type Rule } from './rule.ts'

const MOST_TARGETS = 5

/**
 * Adds targets to a rule, or replaces those of the same id whole: what a replacement leaves out is gone.
 * @throws AwsError ValidationException, LimitExceededException
 */
export function putTargets(rule: Rule, targets: readonly Input[], resolve: TargetResolver): object {
  for (const target of targets) checkTarget(target)
  const ids = new Set([...rule.targets.keys(), ...targets.map((target) => String(target['Id']))])
  if (ids.size > MOST_TARGETS) {
    throw new AwsError('LimitExceededException', 'The requested resource exceeds the maximum number allowed.')
  }
  for (const target of targets) putTarget(rule, target, resolve)
  return { FailedEntryCount: 0, FailedEntries: [] }
}

function checkTarget(target: Input): void {
  if (!isEcsTarget(target['Arn'])) return
  if (!target['EcsParameters']) {
    throw new AwsError('ValidationException', `Parameter(s) EcsParameters is required for target ${target['Id']}.`)
  }
  if (!target['RoleArn']) {
    throw new AwsError('ValidationException', `RoleArn is required for target ${target['Arn']}.`)
  }
}

function putTarget(rule: Rule, target: Input, resolve: TargetResolver): void {
  const retry: Input = target['RetryPolicy'] ?? {}
  const id = String(target['Id'])
  const arn = String(target['Arn'])
  rule.targets.set(id, {
    id,
    arn,
    given: target,
    invoke: resolve(arn, { rule: rule.name, target }),
    maximumRetries: retry['MaximumRetryAttempts'] ?? RETRY_LIMITS.maximumRetries,
    maximumAgeMs: (retry['MaximumEventAgeInSeconds'] ?? RETRY_LIMITS.maximumAgeMs / 1000) * 1000,
    ...(target['Input'] ? { input: target['Input'] } : {}),
  })
}
