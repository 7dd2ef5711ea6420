import { unmarshall } from '@aws-sdk/util-dynamodb'
import type { TargetRecord } from '../domain/record.ts'
import type { Unread } from '../prune/facts.ts'
import { type NamedByRecord, namedByFact, namedByRecord } from '../prune/named-by-record.ts'
import type { Memory } from '../prune-ports.ts'
import type { DynamoScanApi } from './dynamo-scan-api.ts'
import { calling } from './refusal.ts'
import { parseStored } from './stored-json.ts'
import { recordSk, targetPk } from './table-keys.ts'

export interface DynamoMemoryOptions {
  readonly client: () => Promise<DynamoScanApi>
  readonly table: string
  /** Throws for what is no record of this or an older version. */
  readonly migrate: (json: unknown) => TargetRecord
}

type Item = Readonly<Record<string, unknown>>

/**
 * Records and inboxes of all targets. Only a scan finds those that the configuration no longer names; it reads the whole table, which
 * is why nothing else does it.
 */
export function dynamoMemory(options: DynamoMemoryOptions): Memory {
  return {
    async read() {
      const items = await scan(options)
      const read = items.map((item) => named(options, item))
      return {
        named: read.filter((one) => 'target' in one),
        unread: read.filter((one) => 'why' in one),
      }
    },
  }
}

async function scan({ client, table }: DynamoMemoryOptions): Promise<Item[]> {
  const api = await client()
  const found: Item[] = []
  let from: Awaited<ReturnType<DynamoScanApi['scan']>>['LastEvaluatedKey']
  do {
    const start = from
    const page = await calling({ action: 'dynamodb:Scan', subject: 'the records of all targets' }, () =>
      api.scan({
        TableName: table,
        ConsistentRead: true,
        FilterExpression: 'begins_with(pk, :targets)',
        ProjectionExpression: 'pk, sk, body',
        ExpressionAttributeValues: { ':targets': { S: targetPk('') } },
        ...(start ? { ExclusiveStartKey: start } : {}),
      }),
    )
    found.push(...(page.Items ?? []).map((item) => unmarshall(item)))
    from = page.LastEvaluatedKey
  } while (from)
  return found
}

/** What cannot be read may name anything, so that nothing may go. */
function named({ migrate }: DynamoMemoryOptions, item: Item): NamedByRecord | Unread {
  const target = textOf(item['pk'])?.slice(targetPk('').length) ?? ''
  try {
    const what = `what is stored of ${target}`
    const stored = parseStored(what, textOf(item['body']))
    return item['sk'] === recordSk ? namedByRecord(migrate(stored)) : namedByFact(target, stored)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    return { why: `The record of target ${target} cannot be read. ${error.message}`, repositories: 'all' }
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
