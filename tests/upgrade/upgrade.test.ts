import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, jest } from '@jest/globals'
import type { StoryWorld } from '../../sandbox/scenario/story-world.ts'
import { tell } from '../wire/stories/tell.ts'
import { at } from './at.ts'
import { atHomeIn } from './at-home-in.ts'
import { moments } from './moments.ts'

jest.setTimeout(120_000)

/** Each phase, and the kinds whose platform remembers something else; LONGSHORE_HEAVY=1 takes all. */
const always = [
  ...['waiting-for-quiet', 'preparing', 'rolling-ecs', 'rolling-lambda', 'rolling-docker-host', 'proving', 'finishing'],
  ...['reverting-ecs', 'stuck'],
]

const folder = join(import.meta.dirname, 'records')
const versions = readdirSync(folder)
const frozen = versions.flatMap((version) =>
  readdirSync(join(folder, version)).map((file) => [version, file.replace('.json', '')] as const),
)
const taken = frozen.filter(([, name]) => process.env['LONGSHORE_HEAVY'] === '1' || always.includes(name))

/** What an older version left is in the table, and every function starts cold: as after a deployment of Longshore itself. */
async function upgrade({ sandbox }: StoryWorld, target: string, record: unknown): Promise<void> {
  const { version, state } = record as { version: number; state: { name: string } }
  await sandbox.dynamodb.call('UpdateItem', {
    TableName: 'longshore-dev',
    Key: { pk: { S: `target#${target}` }, sk: { S: 'record' } },
    UpdateExpression: 'SET body = :body, version = :version, phase = :phase',
    ExpressionAttributeValues: {
      ':body': { S: JSON.stringify(record) },
      ':version': { N: String(version) },
      ':phase': { S: state.name },
    },
  })
  for (const caller of sandbox.workers.callers()) sandbox.workers.kill(caller)
}

describe('a record that an older Longshore wrote in the middle of a story, met by cold workers of today', () => {
  it('is there for every moment', () => {
    expect([...new Set(frozen.map(([, name]) => name))].sort()).toEqual(Object.keys(moments).sort())
  })

  it.each(taken)('%s, %s: the story ends as it would have', async (version, name) => {
    const moment = moments[name]
    if (!moment) throw new Error(`No moment is called ${name}.`)
    const foreign: unknown = JSON.parse(readFileSync(join(folder, version, `${name}.json`), 'utf8'))
    const told = await tell(
      moment.scenario,
      at(moment, (world, body) => upgrade(world, moment.target, atHomeIn(JSON.parse(body), foreign))),
    )
    expect(told.failures).toEqual([])
    expect(told.struck).toBe(true)
  })
})
