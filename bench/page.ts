import { type Sandbox, startSandbox } from '../sandbox/start-sandbox.ts'
import { clientSettings } from '../shared/aws/client-settings.ts'
import { dynamoApi } from '../shared/aws/dynamo-api.ts'
import { dynamoHistoryPages } from '../shared/aws/dynamo-history-pages.ts'
import { dynamoPast } from '../shared/aws/dynamo-past.ts'
import type { LongshoreConfig } from '../shared/config/normalised.ts'
import type { Outcome, OutcomeAnnouncement } from '../shared/domain/announcement.ts'
import { answerPage } from '../shared/page/answer-page.ts'
import type { PagePorts } from '../shared/page/page-ports.ts'
import { aTarget, configOf } from '../tests/config/a-configuration.ts'
import { endedAt, storeHistory } from '../tests/page/stored-history.ts'
import { createTable } from './history-table.ts'
import { type Measure, median } from './measure.ts'

const table = 'longshore-bench'
const deployments = 10_000
const apart = 15 * 60_000
const start = Date.UTC(2025, 10, 1)
const names = Array.from({ length: 20 }, (_, index) => `service-${index}`)

/** Deployments a quarter of an hour apart over all targets, all of them in what figures look at; one in a thousand expired. */
const all = Array.from({ length: deployments }, (_, index) =>
  withTimeline(endedAt(start + index * apart, names[index % names.length] ?? '', outcomeOf(index))),
)

/** As many entries as a deployment of a few minutes has. */
function withTimeline(ended: OutcomeAnnouncement): OutcomeAnnouncement {
  const { deployment } = ended
  const more = Array.from({ length: 16 }, (_, index) => ({
    ...{ at: deployment.startedAt + index * 5_000, kind: 'seen' as const },
    what: `${index % 4} of 4 instances run the new images and have been healthy for ${index * 5} s`,
  }))
  return { ...ended, deployment: { ...deployment, timeline: [...deployment.timeline, ...more] } }
}

function outcomeOf(index: number): Outcome {
  if (index % 1000 === 999) return 'expired'
  return index % 11 === 3 ? 'rolled-back' : 'succeeded'
}

const thousands = deployments.toLocaleString('en')

/** How long the server takes for a page of a history of ten thousand, with the time of the table, and how much it sends. */
export async function page(): Promise<Measure[]> {
  const sandbox = await startSandbox()
  try {
    await createTable(sandbox, table)
    await storeHistory(sandbox, table, all)
    const ports = portsTo(sandbox)
    const older = all[5_000]?.deployment.id ?? ''
    const measures: Measure[] = []
    for (const [name, path] of [
      ['newest of 20 targets', '/history'],
      ['half way down', `/history?before=${older}`],
      ['one target', '/history?target=service-7'],
      ['one outcome of many', '/history?outcome=rolled-back'],
      ['a rare outcome', '/history?outcome=expired'],
    ] as const) {
      measures.push(...(await timed(`history of ${thousands}, ${name}`, path, ports, 200)))
    }
    for (const [name, path] of [
      [`figures of 20 targets, 5,000 of ${thousands}`, '/figures'],
      ['figures of one target, 500', '/figures?target=service-7'],
    ] as const) {
      measures.push(...(await timed(name, path, ports, 2_000)))
    }
    return measures
  } finally {
    await sandbox.stop()
  }
}

function portsTo({ endpoint }: Sandbox): PagePorts {
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
  })
  const api = dynamoApi(clientSettings('us-east-1'))
  const client = async () => api
  const config: LongshoreConfig = configOf(Object.fromEntries(names.map((name) => [name, aTarget(name)])))
  return {
    config,
    clock: { now: () => start + deployments * apart },
    records: { load: async () => ({ record: undefined, write: 0, facts: [] }) },
    stack: { readStop: async () => ({ stopped: false }) },
    history: dynamoHistoryPages(client, table),
    commits: { of: async () => [] },
    past: dynamoPast(client, table),
    dates: { of: async () => new Map() },
    log: console,
  }
}

const rounds = 15

async function timed(name: string, path: string, ports: PagePorts, atMost: number): Promise<Measure[]> {
  const url = new URL(path, 'https://page.example')
  const request = { method: 'GET', path: url.pathname, query: url.searchParams, cookies: [], wantsJson: false }
  const times: number[] = []
  let bytes = 0
  for (let round = 0; round < rounds; round += 1) {
    const before = performance.now()
    const { body } = await answerPage(request, ports)
    times.push(performance.now() - before)
    bytes = Buffer.byteLength(body)
  }
  const slowest = `slowest of ${rounds}: ${Math.round(Math.max(...times))} ms`
  return [
    { group: 'page', name, value: median(times), unit: 'ms', goal: { atMost }, note: slowest },
    { group: 'page', name, value: bytes / 1000, unit: 'KB', goal: { atMost: 100 } },
  ]
}
