import type { ToldPlans } from '../prune-ports.ts'
import type { DynamoScanApi } from './dynamo-scan-api.ts'
import { calling } from './refusal.ts'
import { toldPlanKey } from './table-keys.ts'

const Key = { pk: { S: toldPlanKey.pk }, sk: { S: toldPlanKey.sk } }

/** What was last told of what would be deleted, in DynamoDB. */
export function dynamoToldPlans(client: () => Promise<DynamoScanApi>, table: string): ToldPlans {
  return {
    async read() {
      const api = await client()
      const doing = { action: 'dynamodb:GetItem', subject: 'what was told of pruning' }
      const { Item } = await calling(doing, () => api.get({ TableName: table, Key, ConsistentRead: true }))
      const [rules, at] = [Item?.['rules']?.S, Item?.['at']?.N]
      return rules === undefined || at === undefined ? undefined : { rules, at: Number(at) }
    },
    async write({ rules, at }) {
      const api = await client()
      const doing = { action: 'dynamodb:PutItem', subject: 'what was told of pruning' }
      const Item = { ...Key, rules: { S: rules }, at: { N: String(at) } }
      await calling(doing, () => api.put({ TableName: table, Item }))
    },
  }
}
