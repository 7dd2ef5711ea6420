import type { Inbox } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { writeAll } from './dynamo-batch.ts'
import { factSk, targetPk } from './table-keys.ts'

/** Facts in DynamoDB, beside the record of their target. Throws when not all of them could be put. */
export function dynamoInbox(client: () => Promise<DynamoApi>, table: string): Inbox {
  return {
    async put(entries) {
      const items = entries.map(({ target, fact }) => ({
        pk: { S: targetPk(target) },
        sk: { S: factSk(fact.at, fact.id) },
        id: { S: fact.id },
        body: { S: JSON.stringify(fact) },
      }))
      const distinct = new Map(items.map((item) => [`${item.pk.S} ${item.sk.S}`, item]))
      const requests = [...distinct.values()].map((Item) => ({ PutRequest: { Item } }))
      if (requests.length > 0) await writeAll(await client(), table, requests, 'facts to the inbox')
    },
  }
}
