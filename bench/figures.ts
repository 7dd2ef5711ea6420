import { type Sandbox, startSandbox } from '../sandbox/start-sandbox.ts'
import { clientSettings } from '../shared/aws/client-settings.ts'
import { dynamoApi } from '../shared/aws/dynamo-api.ts'
import { dynamoImageDates } from '../shared/aws/dynamo-image-dates.ts'
import { dynamoPast } from '../shared/aws/dynamo-past.ts'
import { type StatsPorts, stats } from '../shared/commands/stats.ts'
import type { OutcomeAnnouncement } from '../shared/domain/announcement.ts'
import type { Digest } from '../shared/domain/image.ts'
import { aTarget, configOf } from '../tests/config/a-configuration.ts'
import { endedAt, storeHistory } from '../tests/page/stored-history.ts'
import { createTable } from './history-table.ts'
import { type Measure, median } from './measure.ts'

const table = 'longshore-bench'
const deployments = 10_000
const apart = 12 * 60_000
const end = Date.UTC(2026, 10, 1)
const names = Array.from({ length: 20 }, (_, index) => `service-${index}`)
const config = configOf(Object.fromEntries(names.map((name) => [name, aTarget(name)])))

/** A deployment every twelve minutes, each of an image of its own: all of them within the last 84 days. */
function deploymentOf(index: number): OutcomeAnnouncement {
  const { deployment, ...outcome } = endedAt(
    end - (deployments - index) * apart,
    names[index % names.length] ?? '',
    index % 11 === 3 ? 'rolled-back' : 'succeeded',
  )
  const digest: Digest = `sha256:${index.toString(16).padStart(64, '0')}`
  return { ...outcome, deployment: { ...deployment, to: { app: { repository: 'team/app', digest } } } }
}

/** How long the figures of ten thousand deployments take, with the time of the table: three windows, and each target. */
export async function figures(): Promise<Measure[]> {
  const sandbox = await startSandbox()
  try {
    await createTable(sandbox, table)
    await storeHistory(
      sandbox,
      table,
      Array.from({ length: deployments }, (_, index) => deploymentOf(index)),
    )
    return [await timed(portsTo(sandbox))]
  } finally {
    await sandbox.stop()
  }
}

function portsTo({ endpoint }: Sandbox): StatsPorts {
  Object.assign(process.env, {
    ...{ AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: 'bench', AWS_SECRET_ACCESS_KEY: 'bench' },
  })
  const api = dynamoApi(clientSettings('us-east-1'))
  const client = async () => api
  return { clock: { now: () => end }, past: dynamoPast(client, table), dates: dynamoImageDates(client, table) }
}

const rounds = 3

async function timed(ports: StatsPorts): Promise<Measure> {
  const times: number[] = []
  const seen: number[] = []
  for (let round = 0; round < rounds; round += 1) {
    const before = performance.now()
    const { scopes } = await stats({ kind: 'stats' }, config, ports)
    times.push(performance.now() - before)
    seen.push(...(scopes[0]?.figures.map(({ changeFailureRate }) => changeFailureRate.changes) ?? []))
  }
  if (Math.max(...seen) !== deployments) throw new Error(`Figures of ${Math.max(...seen)} changes, not ${deployments}.`)
  const note = `slowest of ${rounds}: ${Math.round(Math.max(...times))} ms`
  const name = `stats of ${deployments.toLocaleString('en')}`
  return { group: 'figures', name, value: median(times), unit: 'ms', goal: { atMost: 10_000 }, note }
}
