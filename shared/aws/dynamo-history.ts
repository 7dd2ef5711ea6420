import type { Millis } from '../domain/image.ts'
import type { History } from '../ports.ts'
import type { DynamoApi } from './dynamo-api.ts'
import { calling } from './refusal.ts'
import { parseOutcome } from './stored-outcome.ts'
import { healedPk, historyPk } from './table-keys.ts'

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
        expiresAt: expiresAt(deployment.endedAt),
      }
      const api = await client()
      const doing = { action: 'dynamodb:PutItem', subject: `the history of ${target}` }
      await calling(doing, () => api.put({ TableName: table, Item: item }))
    },
    async putHealed(target, { deploymentId, at }) {
      const item = {
        pk: { S: healedPk(target) },
        sk: { S: deploymentId },
        at: { N: String(at) },
        expiresAt: expiresAt(at),
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

function expiresAt(at: Millis) {
  return { N: String(Math.ceil(at / 1000) + keptSeconds) }
}
