import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { parseScenario } from '../../sandbox/scenario/read-scenario.ts'
import { runScenario } from '../../sandbox/scenario/run-scenario.ts'
import { scenarioJsonSchema } from '../../sandbox/scenario/scenario-schema.ts'

const DOCS = join(import.meta.dirname, '../../docs')
const text = readFileSync(join(DOCS, 'scenarios.md'), 'utf8')

/** Every key and every word of a choice that a scenario may write. */
function namesIn(schema: unknown): string[] {
  if (Array.isArray(schema)) return schema.flatMap(namesIn)
  if (typeof schema !== 'object' || schema === null) return []
  const properties = 'properties' in schema && schema.properties ? Object.keys(schema.properties) : []
  const words = 'enum' in schema && Array.isArray(schema.enum) ? schema.enum : []
  return [...properties, ...words.map(String), ...Object.values(schema).flatMap(namesIn)]
}

/** Named where they are told of: `docs/announcements.md`. */
const OUTCOMES = ['succeeded', 'rolled-back', 'rollback-failed', 'failed', 'superseded', 'cancelled', 'expired']

describe('docs/scenarios.md', () => {
  it('has a complete example that comes as it says', async () => {
    const example = /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? ''
    const result = await runScenario({ scenario: parseScenario(example), folder: DOCS })
    expect(result.failures).toEqual([])
  }, 180_000)

  it.each([...new Set(namesIn(scenarioJsonSchema()))].filter((name) => !OUTCOMES.includes(name)))(
    'tells of %s',
    (name) => {
      expect(text).toMatch(new RegExp(`\\b${name}\\b`))
    },
  )
})

describe('docs/scenario.schema.json', () => {
  it('is what `npm run rehearse -- --schema` prints', () => {
    expect(JSON.parse(readFileSync(join(DOCS, 'scenario.schema.json'), 'utf8'))).toEqual(scenarioJsonSchema())
  })
})
