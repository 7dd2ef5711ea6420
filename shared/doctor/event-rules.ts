import { partitionOf } from '../config/aws-names.ts'
import type { EventPattern } from '../config/derive/event-pattern.ts'
import { imagePushedRules } from '../config/derive/image-pushed-rules.ts'
import { rolloutRules } from '../config/derive/rollout-rules.ts'
import type { LongshoreConfig } from '../config/normalised.ts'

/** A rule that must be there for Longshore to hear of anything. */
export interface WantedRule {
  readonly name: string
  /** ARN of the function that it invokes. */
  readonly invokes: string
  /** What is missed without it. */
  readonly misses: string
  readonly pattern?: EventPattern
  readonly schedule?: string
}

/** The rules of the stack, by the names that the Serverless Framework gives them. */
export function wantedRules(config: LongshoreConfig): WantedRule[] {
  const { stack, region, account } = config
  const named = (key: string, suffix: string) => ({
    name: `${stack}-${key}${suffix}`,
    invokes: `arn:${partitionOf(region)}:lambda:${region}:${account}:function:${stack}-${key}`,
  })
  return [
    ...imagePushedRules(config).map((pattern, index) => ({
      ...named('image-pushed', `-rule-${index + 1}`),
      pattern,
      misses: 'Pushes are not heard of: they are found by the sweep of the registry only, minutes later.',
    })),
    ...rolloutRules(config).map((pattern, index) => ({
      ...named('rollout-changed', `-rule-${index + 1}`),
      pattern,
      misses: `What AWS tells of ${pattern['detail-type'].join(' and ')} is not heard of: it is seen by the tick only, up to a minute later.`,
    })),
    {
      ...named('tick', ''),
      schedule: 'rate(1 minute)',
      misses: 'Nothing is looked at any more unless an event comes: time limits, bakes and lost events go unnoticed.',
    },
  ]
}
