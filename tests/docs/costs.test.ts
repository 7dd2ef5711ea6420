import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type SampleWorld, startSampleWorld } from './sample-world.ts'

const guide = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
const quarterOfAnHour = 15

type Counts = Readonly<Record<string, number>>
let measured: Readonly<Record<string, Counts>>
let world: SampleWorld

beforeAll(async () => {
  world = await startSampleWorld()
  await world.pass(31)
  const quiet = await counted(() => undefined)
  const good = less(await counted(() => world.push('v1.1.0')), quiet)
  const broken = less(await counted(() => world.push('v1.2.0', 'crashes')), quiet)
  measured = { 'a quiet quarter of an hour': quiet, 'a good deployment': good, 'a broken one': broken }
  if (process.env['LONGSHORE_PRINT']) console.log(JSON.stringify(measured, null, 1))
}, 60_000)

afterAll(() => world.sandbox.stop())

/** What happens within a quarter of an hour of the world. */
async function counted(act: () => void): Promise<Counts> {
  const { calls, lambda } = world.sandbox
  calls.clear()
  const before = lambda.invocations().length
  act()
  await world.pass(quarterOfAnHour)
  const of = (...services: string[]) => calls.list().filter(({ service }) => services.includes(service)).length
  return {
    'function invocations': lambda.invocations().length - before,
    'DynamoDB calls': of('dynamodb'),
    'ECS and ECR calls': of('ecs', 'ecr'),
    'SQS and SNS calls of ours': of('sqs', 'sns'),
  }
}

function less(counts: Counts, quiet: Counts): Counts {
  return Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, count - (quiet[name] ?? 0)]))
}

/** The guide's table, by column and row. */
function stated(column: string, row: string): number {
  const line = guide.split('\n').find((each) => each.startsWith(`| ${row} |`)) ?? ''
  const header = guide.split('\n').find((each) => each.startsWith('| counted |')) ?? ''
  const index = header.split('|').findIndex((cell) => cell.trim() === column)
  return Number(line.split('|')[index])
}

const columns = ['a quiet quarter of an hour', 'a good deployment', 'a broken one']
const rows = ['function invocations', 'DynamoDB calls', 'ECS and ECR calls', 'SQS and SNS calls of ours']

it.each(columns.flatMap((column) => rows.map((row) => [column, row] as const)))(
  'the operating guide counts what %s takes: %s',
  (column, row) => {
    const count = measured[column]?.[row] ?? Number.NaN
    const said = stated(column, row)
    expect({ said, count, isEnough: count <= said, isNotFarOff: count >= said / 2 }).toMatchObject({
      isEnough: true,
      isNotFarOff: true,
    })
  },
)
