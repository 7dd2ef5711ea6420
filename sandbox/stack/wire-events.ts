import type { Messaging } from '../runtime/start-messaging.ts'
import type { EventPattern } from '../services/events/matches-pattern.ts'
import { RETRY_LIMITS, type RuleTarget } from '../services/events/rule.ts'
import type { FunctionDefinition } from '../services/lambda/function.ts'
import { asRecord } from './value-at.ts'

type Settings = Readonly<Record<string, unknown>>
type Wire = (settings: Settings, ruleName: string) => void

/**
 * Connects a function to what invokes it.
 * @param events the function's `events`, each an object of one key, every CloudFormation function resolved
 * @throws {Error} naming a kind of event the sandbox does not know
 */
export function wireEvents(messaging: Messaging, definition: FunctionDefinition, events: unknown): void {
  const kinds = wires(messaging, definition)
  const list: unknown[] = Array.isArray(events) ? events.flat() : []
  list.forEach((event, index) => {
    const [[kind, given] = ['nothing', undefined]] = Object.entries(asRecord(event))
    const wire = kinds[kind]
    if (!wire) {
      const known = Object.keys(kinds).join(', ')
      throw new Error(`Cannot wire ${definition.key}: the sandbox knows the events ${known}, not ${kind}.`)
    }
    wire(typeof given === 'string' ? { '': given } : asRecord(given), `${definition.name}-rule-${index + 1}`)
  })
}

function wires(messaging: Messaging, definition: FunctionDefinition): Readonly<Record<string, Wire>> {
  return {
    eventBridge: (settings, ruleName) => wireRule(messaging, definition, settings, ruleName),
    schedule: (settings, ruleName) => {
      const rates = [settings[''] ?? settings['rate']].flat()
      const called = settings['name'] === undefined ? ruleName : String(settings['name'])
      rates.forEach((schedule, index) => {
        const name = rates.length > 1 ? `${called}-${index + 1}` : called
        wireRule(messaging, definition, { ...settings, schedule }, name)
      })
    },
    sqs: (settings) => wireQueue(messaging, definition, settings),
    sns: (settings) => wireTopic(messaging, definition, settings),
  }
}

function wireRule(
  { events, lambda, sqs }: Messaging,
  definition: FunctionDefinition,
  settings: Settings,
  name: string,
): void {
  const retry = asRecord(settings['retryPolicy'])
  const deadLetterArn = settings['deadLetterQueueArn']
  events.putRule({
    name,
    enabled: settings['enabled'] !== false,
    ...(settings['pattern'] ? { pattern: asRecord(settings['pattern']) as EventPattern } : {}),
    ...(settings['schedule'] ? { schedule: String(settings['schedule']) } : {}),
  })
  const target: RuleTarget = {
    id: definition.name,
    arn: definition.arn,
    invoke: (payload) => lambda.invokeAsync(definition.arn, payload),
    maximumRetries: Number(retry['maximumRetryAttempts'] ?? RETRY_LIMITS.maximumRetries),
    maximumAgeMs: Number(retry['maximumEventAge'] ?? RETRY_LIMITS.maximumAgeMs / 1000) * 1000,
    ...(settings['input'] === undefined ? {} : { input: JSON.stringify(settings['input']) }),
    ...(deadLetterArn === undefined ? {} : { deadLetters: deadLetterSender(sqs, String(deadLetterArn)) }),
  }
  events.putTarget(name, target)
}

function deadLetterSender(sqs: Messaging['sqs'], queueArn: string): NonNullable<RuleTarget['deadLetters']> {
  return (payload, attributes) => {
    const entries = Object.entries(attributes).map(([name, value]) => [
      name,
      { DataType: 'String', StringValue: value },
    ])
    const request = { MessageBody: JSON.stringify(payload), MessageAttributes: Object.fromEntries(entries) }
    sqs.send(queueArn, request, 'events')
  }
}

function wireQueue({ lambda }: Messaging, definition: FunctionDefinition, settings: Settings): void {
  if (settings['enabled'] === false) return
  const { batchSize, functionResponseType, maximumConcurrency } = settings
  lambda.addEventSource({
    queueArn: String(settings[''] ?? settings['arn']),
    functionName: definition.name,
    reportBatchItemFailures: functionResponseType === 'ReportBatchItemFailures',
    ...(batchSize === undefined ? {} : { batchSize: Number(batchSize) }),
    ...(maximumConcurrency === undefined ? {} : { maximumConcurrency: Number(maximumConcurrency) }),
  })
}

function wireTopic({ sns }: Messaging, definition: FunctionDefinition, settings: Settings): void {
  const filter = settings['filterPolicy']
  const attributes = filter === undefined ? {} : { FilterPolicy: JSON.stringify(filter) }
  const topic = String(settings[''] ?? settings['arn'])
  const { arn } = topic.startsWith('arn:') ? { arn: topic } : sns.createTopic(topic)
  sns.subscribe(arn, 'lambda', definition.arn, attributes)
}
