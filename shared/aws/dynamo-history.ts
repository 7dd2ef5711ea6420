import type { History } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { calling } from './refusal.ts'
import { parseOutcome } from './stored-outcome.ts'
import { historyPk } from './table-keys.ts'

const keptSeconds = 400 * 24 * 60 * 60

/** Ended deployments in DynamoDB, for 400 days. Their ids sort by time. */
export function dynamoHistory(client: () => Promise<DynamoApi>, table: string): History {
  return {
    async put(outcome) {
      const { target, deployment } = outcome
      const item = {
        pk: { S: historyPk(target) },
        sk: { S: deployment.id },
        body: { S: JSON.stringify(outcome) },
        outcome: { S: outcome.outcome },
        expiresAt: { N: String(Math.ceil(deployment.endedAt / 1000) + keptSeconds) },
      }
      const api = await client()
      const doing = { action: 'dynamodb:PutItem', subject: `the history of ${target}` }
      await calling(doing, () => api.put({ TableName: table, Item: item }))
    },
    async list(target, limit) {
      const api = await client()
      const doing = { action: 'dynamodb:Query', subject: `the history of ${target}` }
      const { Items = [] } = await calling(doing, () =>
        api.query({
          TableName: table,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: historyPk(target) } },
          ScanIndexForward: false,
          Limit: limit,
        }),
      )
      return Items.map((item) => parseOutcome(item['body']?.S))
    },
  }
}
