import type { Sandbox } from '../sandbox/start-sandbox.ts'

/** The table as far as the history needs it. */
export async function createTable({ dynamodb }: Sandbox, table: string): Promise<void> {
  await dynamodb.create({
    TableName: table,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
  })
}
