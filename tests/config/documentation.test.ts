import { readFileSync } from 'node:fs'
import { expect, it } from '@jest/globals'
import { parse } from 'yaml'
import { configurationJsonSchema } from '../../shared/config/json-schema.ts'
import { loadConfig } from '../../shared/config/load-config.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

it('the published JSON Schema is the one that the code makes (npx longshore schema > docs/longshore.schema.json)', () => {
  expect(JSON.parse(read('docs/longshore.schema.json'))).toEqual(JSON.parse(JSON.stringify(configurationJsonSchema())))
})

it('every option is documented', () => {
  const page = read('docs/configuration.md')
  const missing = keysIn(JSON.parse(JSON.stringify(configurationJsonSchema()))).filter(
    (key) => !page.includes(`\`${key}\``),
  )
  expect(missing).toEqual([])
})

it('every example of the documentation is right', () => {
  const examples = [...read('docs/configuration.md').matchAll(/```yaml\n(version: 1\n[^`]*)```/g)].map(
    ([, text]) => text ?? '',
  )
  expect(examples.length).toBeGreaterThan(1)
  for (const text of examples) {
    const loaded = loadConfig(text, lockFor(text), { stage: 'dev' })
    expect(loaded.ok ? [] : loaded.mistakes).toEqual([])
  }
})

it('the sample configuration is right', () => {
  expect(loadConfig(read('longshore.yml'), read('longshore.lock.yml'), { stage: 'dev' })).toMatchObject({ ok: true })
})

function keysIn(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  const properties = 'properties' in schema ? Object.keys(Object(schema.properties)) : []
  return [...new Set([...properties, ...Object.values(schema).flatMap(keysIn)])]
}

function lockFor(text: string): string {
  const { targets } = parse(text)
  const entries = Object.entries<{ ecs?: { cluster: string; service: string } }>(targets).flatMap(([name, { ecs }]) =>
    ecs ? [[name, { cluster: ecs.cluster, service: ecs.service, family: ecs.service }]] : [],
  )
  const lock = { version: 1, account: '123456789012', region: 'us-east-1', targets: Object.fromEntries(entries) }
  return JSON.stringify(lock)
}
