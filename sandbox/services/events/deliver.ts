import { AwsError, type World } from '../../kernel/service.ts'
import type { Envelope, Rule, RuleTarget } from './rule.ts'

const FIRST_RETRY_MS = 1000
const LONGEST_RETRY_MS = 10 * 60_000

/** One delivery under way: how often it was tried and since when. */
interface Attempt {
  readonly tried: number
  readonly since: number
}

/** Hands `event` to the target; retries what may heal, and gives the rest to the rule's dead-letter queue. */
export function deliver(
  world: World,
  rule: Rule,
  target: RuleTarget,
  event: Envelope,
  attempt: Attempt = { tried: 0, since: world.clock.now() },
): void {
  const payload = target.input === undefined ? event : JSON.parse(target.input)
  try {
    target.invoke(payload)
  } catch (error) {
    if (!(error instanceof AwsError)) throw error
    const exhausted = exhaustedBy(world, target, attempt, error)
    if (exhausted === undefined) retryLater(world, rule, target, event, attempt)
    else target.deadLetters?.(payload, failureAttributes(rule, target, error, exhausted, attempt))
  }
}

// What does not exist or is refused is not retried by EventBridge: it goes to the dead-letter queue at once.
function exhaustedBy(world: World, target: RuleTarget, attempt: Attempt, error: AwsError): string | undefined {
  if (error.status < 500 && error.status !== 429) return 'NonRetryable'
  if (attempt.tried >= target.maximumRetries) return 'MaximumRetryAttempts'
  return world.clock.now() - attempt.since >= target.maximumAgeMs ? 'MaximumEventAgeInSeconds' : undefined
}

function retryLater(world: World, rule: Rule, target: RuleTarget, event: Envelope, attempt: Attempt): void {
  const wait = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** Math.min(attempt.tried, 20))
  const next = { ...attempt, tried: attempt.tried + 1 }
  world.clock.after(wait, `${rule.name}: delivery tried again`, () => deliver(world, rule, target, event, next))
}

function failureAttributes(
  rule: Rule,
  target: RuleTarget,
  error: AwsError,
  exhausted: string,
  attempt: Attempt,
): Record<string, string> {
  const attributes = {
    RULE_ARN: rule.arn,
    TARGET_ARN: target.arn,
    ERROR_CODE: error.code,
    ERROR_MESSAGE: error.message,
    RETRY_ATTEMPTS: String(attempt.tried),
  }
  return exhausted === 'NonRetryable' ? attributes : { ...attributes, EXHAUSTED_RETRY_CONDITION: exhausted }
}
