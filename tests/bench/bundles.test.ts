import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from '@jest/globals'
import { type Bundled, bundleFiles, handlerSources, root } from '../../bench/bundle.ts'
import { functionClients } from '../../bench/function-clients.ts'
import { configurations, withConfiguration } from '../../bench/kinds.ts'

/** KB of each bundle, a ratchet: lower it when a bundle shrinks; raise it only for a reason that is worth the cold start. */
const budgets: Readonly<Record<string, number>> = {
  'image-pushed': 259,
  'rollout-changed': 249,
  tick: 364,
  reconcile: 498,
  'notify-slack': 300,
  'notify-github': 388,
  'slack-action': 314,
  'notify-ends': 290,
  diff: 411,
  redeploy: 299,
  rollback: 296,
  promote: 304,
  status: 281,
  history: 268,
  stats: 275,
  probe: 120,
  prune: 339,
  dashboard: 314,
  'dashboard-link': 325,
  open: 236,
  measure: 294,
  doctor: 480,
  explain: 285,
  approve: 288,
  reject: 285,
  cancel: 285,
  pause: 285,
  resume: 287,
  freeze: 286,
}

const handlers = handlerSources()
let bundles: Readonly<Record<string, Bundled>> = {}

beforeAll(async () => {
  bundles = await bundleFiles(handlers)
}, 60_000)

function bundleOf(key: string): Bundled {
  const found = bundles[key]
  if (!found) throw new Error(`${key} was not bundled`)
  return found
}

function pick(from: Readonly<Record<string, string>>, keys: readonly string[]): Record<string, string> {
  return Object.fromEntries(Object.entries(from).filter(([key]) => keys.includes(key)))
}

function clientsIn({ inputs }: Bundled): string[] {
  const names = inputs.flatMap((input) => /@aws-sdk\/client-([a-z0-9-]+)/.exec(input)?.[1] ?? [])
  return [...new Set(names)].sort()
}

test('every function of serverless.yml has a budget and a list of clients', () => {
  expect(Object.keys(budgets).sort()).toEqual(Object.keys(handlers).sort())
  expect(Object.keys(functionClients).sort()).toEqual(Object.keys(handlers).sort())
})

test.each(Object.entries(configurations()).filter(([kinds]) => !kinds.includes('every')))(
  'with targets of %s alone the functions that look at them stay below 500 KB',
  async (_kinds, configuration) => {
    const some = await withConfiguration(configuration, () => bundleFiles(pick(handlers, ['tick', 'reconcile'])))
    expect(Object.keys(some).sort()).toEqual(['reconcile', 'tick'])
    for (const { bytes } of Object.values(some)) expect(bytes / 1000).toBeLessThanOrEqual(500)
  },
  60_000,
)

test("only a configuration with a bot carries Slack's Web API", async () => {
  const target = 'a: { lambda: { function: f, alias: live, repository: team/api, tags: { exact: main } } }'
  const slack = (way: string) =>
    `version: 1\naccount: '123456789012'\nregion: us-east-1\nslack: { ${way} }\ntargets: { ${target} }\n`
  const bundleWith = async (way: string) =>
    (await withConfiguration(slack(way), () => bundleFiles(pick(handlers, ['notify-slack']))))['notify-slack']
  const webhook = await bundleWith('webhook: { ssm: /a }')
  const bot = await bundleWith('bot: { token: { ssm: /a }, channel: C0123 }')
  const carries = (one: Bundled | undefined) => one?.inputs.some((input) => input.includes('@slack/web-api')) === true
  expect([carries(webhook), carries(bot)]).toEqual([false, true])
  expect(Math.round((bot?.bytes ?? 0) / 1000)).toBeLessThanOrEqual(390)
}, 60_000)

test('no budget is above 500 KB', () => {
  expect(Math.max(...Object.values(budgets))).toBeLessThanOrEqual(500)
})

describe.each(Object.keys(handlers))('%s', (key) => {
  test('stays within its budget', () => {
    expect(bundleOf(key).bytes / 1000).toBeLessThanOrEqual(budgets[key] ?? 0)
  })

  test('holds the clients of the calls it makes and no other', () => {
    expect(clientsIn(bundleOf(key))).toEqual(functionClients[key])
  })

  test('holds no credential source but the environment, no cache of endpoints, and no schema library but the small one', () => {
    const { inputs } = bundleOf(key)
    expect(inputs.filter((input) => /mnemonist|endpoint-cache\/dist/.test(input))).toEqual([])
    expect(
      inputs.filter((input) => /credential-provider-(node|ini|sso|process|http)|nested-clients/.test(input)),
    ).toEqual([])
    expect(inputs.filter((input) => /zod\/v4\/classic|node_modules\/yaml\//.test(input))).toEqual([])
  })
})

test('the baseline of the cold imports is one client in five lines', () => {
  const lines = readFileSync(join(root, 'bench/baseline.ts'), 'utf8').trim().split('\n')
  expect(lines.length).toBeLessThanOrEqual(5)
  expect(lines.filter((line) => line.includes('new '))).toEqual(['export const client = new ECSClient({})'])
})
