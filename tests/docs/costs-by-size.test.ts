import { readFileSync } from 'node:fs'
import { afterEach, describe, expect, it, jest } from '@jest/globals'
import { aTarget, MINUTE, startWire, type WireWorld } from '../wire/world.ts'

jest.setTimeout(300_000)

const guide = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8')
const quarterOfAnHour = 15 * MINUTE
const quartersAMonth = (365 / 12) * 24 * 4
/** LONGSHORE_HEAVY=1 counts what more targets take, too. */
const sizes = process.env['LONGSHORE_HEAVY'] === '1' ? [5, 50, 300] : [5]

interface Counts {
  readonly 'function invocations': number
  readonly 'reads of the table': number
  readonly 'writes to the table': number
  readonly 'ECS and ECR calls': number
  readonly 'SQS and SNS calls': number
  readonly 'KB of logs': number
}

let world: WireWorld
afterEach(() => world?.stop())

/** What AWS counts within a quarter of an hour of the world. */
async function counted(act: () => void = () => undefined): Promise<Counts> {
  const { calls, lambda, workers } = world.sandbox
  calls.clear()
  const invoked = lambda.invocations().length
  const logged = workers.logs().length
  act()
  await world.pass(quarterOfAnHour)
  const list = calls.list()
  const of = (...services: string[]) => list.filter(({ service }) => services.includes(service))
  const isWrite = ({ operation }: { operation: string }) => /^(Put|Update|Delete|BatchWrite)/.test(operation)
  const table = of('dynamodb')
  const lines = workers.logs().slice(logged)
  return {
    'function invocations': lambda.invocations().length - invoked,
    'reads of the table': table.filter((call) => !isWrite(call)).length,
    'writes to the table': table.filter(isWrite).length,
    'ECS and ECR calls': of('ecs', 'ecr').length,
    'SQS and SNS calls': of('sqs', 'sns').length,
    'KB of logs': Math.ceil(lines.reduce((sum, { text }) => sum + text.length, 0) / 1000),
  }
}

/** Dollars, by the prices and the assumptions of the guide. */
function dollars(counts: Counts, times: number): number {
  const invocations = counts['function invocations']
  const calls =
    counts['reads of the table'] +
    counts['writes to the table'] +
    counts['ECS and ECR calls'] +
    counts['SQS and SNS calls']
  const gigabyteSeconds = (invocations * 0.1 + calls * 0.025) * 0.75
  const each =
    (invocations * 0.2) / 1e6 +
    gigabyteSeconds * 0.0000133334 +
    (counts['reads of the table'] * 2 * 0.125) / 1e6 +
    (counts['writes to the table'] * 8 * 0.625) / 1e6 +
    (counts['SQS and SNS calls'] * 0.5) / 1e6 +
    (counts['KB of logs'] * 0.5) / 1e6
  return each * times
}

function less(counts: Counts, quiet: Counts): Counts {
  const names = Object.keys(counts) as (keyof Counts)[]
  return Object.fromEntries(names.map((name) => [name, counts[name] - quiet[name]])) as unknown as Counts
}

/** A cell of the guide's table of sizes. */
function stated(row: string, column: string): number {
  const section = guide.split('### By number of targets')[1]?.split('\n### ')[0] ?? ''
  const lines = section.split('\n')
  const header = lines.find((line) => line.startsWith('| counted |'))?.split('|') ?? []
  const line = lines.find((each) => each.startsWith(`| ${row} |`))?.split('|') ?? []
  const cell = line[header.findIndex((each) => each.trim() === column)] ?? ''
  return Number(cell.replaceAll(/[,$ ]/g, ''))
}

/** Enough, and not so much that it would say nothing. */
function expectStated(row: string, column: string, count: number, grain: 0 | 1): void {
  const said = stated(row, column)
  expect({ row, column, count, said, isEnough: count <= said, isNotFarOff: count >= said / 2 - grain }).toMatchObject({
    isEnough: true,
    isNotFarOff: true,
  })
}

describe.each(sizes)('%d targets', (size) => {
  it('take what the operating guide says', async () => {
    const names = Array.from({ length: size }, (_, n) => `service-${n}`)
    const targets = Object.fromEntries(names.map((name) => [name, aTarget(name, {}, { exact: 'main' })]))
    world = await startWire({ targets, settled: false })
    await world.pass(31 * MINUTE)
    const quiet = await counted()
    const good = less(await counted(() => void world.push({ repository: 'team/service-1', tag: 'main' })), quiet)
    expect(world.outcomes('service-1')).toMatchObject([{ outcome: 'succeeded' }])
    const aMonth = dollars(quiet, quartersAMonth)
    const aThousand = dollars(good, 1000)
    if (process.env['LONGSHORE_PRINT']) console.log(size, JSON.stringify({ quiet, aMonth, good, aThousand }, null, 1))
    for (const [row, count] of Object.entries(quiet)) expectStated(row, `${size} targets`, count, 1)
    for (const [row, count] of Object.entries(good)) expectStated(row, 'a good deployment, on top', count, 1)
    expectStated('dollars a month, at rest', `${size} targets`, aMonth, 0)
    expectStated('dollars for a thousand', 'a good deployment, on top', aThousand, 0)
  })
})
