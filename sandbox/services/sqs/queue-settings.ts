import { AwsError } from '../../kernel/service.ts'

export interface RedrivePolicy {
  readonly deadLetterTargetArn: string
  readonly maxReceiveCount: number
}

export interface QueueSettings {
  readonly delayMs: number
  readonly visibilityMs: number
  readonly retentionMs: number
  readonly maximumBytes: number
  readonly waitMs: number
  readonly contentBasedDeduplication: boolean
  readonly deduplicationScope: 'queue' | 'messageGroup'
  readonly redrive?: RedrivePolicy
  /** Attributes kept and given back without an effect here (policy, encryption, throughput limit). */
  readonly kept: Readonly<Record<string, string>>
}

interface NumberRule {
  readonly key: 'delayMs' | 'visibilityMs' | 'retentionMs' | 'maximumBytes' | 'waitMs'
  readonly unit: number
  readonly min: number
  readonly max: number
  readonly byDefault: number
}

const NUMBERS: Readonly<Record<string, NumberRule>> = {
  DelaySeconds: { key: 'delayMs', unit: 1000, min: 0, max: 900, byDefault: 0 },
  VisibilityTimeout: { key: 'visibilityMs', unit: 1000, min: 0, max: 43_200, byDefault: 30 },
  MessageRetentionPeriod: { key: 'retentionMs', unit: 1000, min: 60, max: 1_209_600, byDefault: 345_600 },
  MaximumMessageSize: { key: 'maximumBytes', unit: 1, min: 1024, max: 1_048_576, byDefault: 1_048_576 },
  ReceiveMessageWaitTimeSeconds: { key: 'waitMs', unit: 1000, min: 0, max: 20, byDefault: 0 },
}

const KEPT = new Set([
  'Policy',
  'RedriveAllowPolicy',
  'KmsMasterKeyId',
  'KmsDataKeyReusePeriodSeconds',
  'SqsManagedSseEnabled',
  'FifoThroughputLimit',
])
const FIFO_ONLY = new Set(['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'])

/** The settings that `attributes` (in the API's own names, all values strings) ask for, over `base` or AWS's defaults. */
export function queueSettings(
  attributes: Readonly<Record<string, string>>,
  fifo: boolean,
  base?: QueueSettings,
): QueueSettings {
  const settings: Record<string, unknown> = { ...(base ?? defaultSettings()) }
  const kept: Record<string, string> = { ...base?.kept }
  for (const [name, value] of Object.entries(attributes)) {
    if (FIFO_ONLY.has(name) && !fifo) throw unknownAttribute(name)
    const rule = NUMBERS[name]
    if (rule) settings[rule.key] = numberWithin(name, value, rule) * rule.unit
    else if (name === 'RedrivePolicy') settings['redrive'] = value === '' ? undefined : redrivePolicy(value)
    else if (name === 'ContentBasedDeduplication') settings['contentBasedDeduplication'] = value === 'true'
    else if (name === 'DeduplicationScope') settings['deduplicationScope'] = value
    else if (name === 'FifoQueue') requireFifoName(value, fifo)
    else if (!KEPT.has(name)) throw unknownAttribute(name)
    if (KEPT.has(name)) kept[name] = value
  }
  return { ...settings, kept } as QueueSettings
}

/** The settings back in the API's names. */
export function settingsAsAttributes(settings: QueueSettings, fifo: boolean): Record<string, string> {
  const attributes: Record<string, string> = { ...settings.kept }
  for (const [name, rule] of Object.entries(NUMBERS)) attributes[name] = String(settings[rule.key] / rule.unit)
  if (settings.redrive) attributes['RedrivePolicy'] = JSON.stringify(settings.redrive)
  if (!fifo) return attributes
  return {
    ...attributes,
    FifoQueue: 'true',
    ContentBasedDeduplication: String(settings.contentBasedDeduplication),
    DeduplicationScope: settings.deduplicationScope,
    FifoThroughputLimit: settings.kept['FifoThroughputLimit'] ?? 'perQueue',
  }
}

function defaultSettings(): QueueSettings {
  const numbers = Object.values(NUMBERS).map((rule) => [rule.key, rule.byDefault * rule.unit])
  return {
    ...(Object.fromEntries(numbers) as Pick<QueueSettings, NumberRule['key']>),
    contentBasedDeduplication: false,
    deduplicationScope: 'queue',
    kept: { SqsManagedSseEnabled: 'true' },
  }
}

function numberWithin(name: string, value: string, { min, max }: NumberRule): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= min && number <= max) return number
  throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`)
}

function redrivePolicy(value: string): RedrivePolicy {
  const parsed: Partial<RedrivePolicy> = JSON.parse(value)
  const maxReceiveCount = Number(parsed.maxReceiveCount)
  if (!parsed.deadLetterTargetArn || !Number.isInteger(maxReceiveCount) || maxReceiveCount < 1) {
    throw new AwsError('InvalidParameterValue', `Value ${value} for parameter RedrivePolicy is invalid.`)
  }
  return { deadLetterTargetArn: parsed.deadLetterTargetArn, maxReceiveCount }
}

function requireFifoName(value: string, fifo: boolean): void {
  if (value === 'true' && fifo) return
  const reason =
    value === 'true'
      ? 'The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix'
      : 'Unknown Attribute FifoQueue.'
  throw new AwsError('InvalidParameterValue', reason)
}

function unknownAttribute(name: string): AwsError {
  return new AwsError('InvalidAttributeName', `Unknown Attribute ${name}.`)
}
