import { SLACK_TOKEN } from '../../sandbox/receivers/slack-api.ts'
import type { OutcomeAnnouncement } from '../../shared/domain/announcement.ts'
import { anImage } from '../notify/announcements.ts'
import { aTarget, TABLE } from '../wire/world.ts'
import { type PageWorld, startPage } from './page-world.ts'
import { endedAt, storeHistory } from './stored-history.ts'

const minute = 60_000
const week = 7 * 24 * 60 * minute
const tags = { semver: '>=1.0.0' } as const

/**
 * A world in which something of everything is going on: weeks of history, a release that crashed and is on hold, a target that is
 * stopped, one that rolls out and one that is being proven.
 */
export async function startBusyPage(): Promise<PageWorld> {
  const world = await startPage({
    configuration: { slack: { bot: { token: { ssm: '/longshore/slack-token' }, channel: 'C0DEPLOYS' } } },
    targets: {
      'api-production': aTarget('api', { prove: { bake: '10m' } }, tags),
      'checkout-production': aTarget('checkout', {}, tags),
      'search-production': aTarget('search', {}, tags),
      'web-production': aTarget('web', {}, tags),
      'web-staging': aTarget('staging', {}, { glob: 'main-*' }),
    },
  })
  world.wire.sandbox.ssm.put('/longshore/slack-token', SLACK_TOKEN)
  await storeHistory(world.wire.sandbox, TABLE, weeksOfHistory(world.wire.sandbox.clock.now()))
  try {
    await makeBusy(world)
    return world
  } catch (error) {
    await world.wire.stop()
    throw error
  }
}

async function makeBusy({ wire }: PageWorld): Promise<void> {
  const released = async (repository: string, tag: string, target: string, fate?: 'crashes') => {
    wire.push({ repository: `team/${repository}`, tag }, fate)
    await wire.pass(minute)
    await wire.untilAtRest(target)
  }
  await released('checkout', '1.2.0', 'checkout-production')
  await released('checkout', '1.2.1', 'checkout-production', 'crashes')
  await released('staging', 'main-41', 'web-staging')
  await wire.invoke('pause', { target: 'search-production', reason: 'index is being rebuilt', by: 'alice' })
  wire.push({ repository: 'team/search', tag: '1.2.0' })
  wire.push({ repository: 'team/api', tag: '1.5.0' })
  await wire.until('the proof', async () => (await wire.record('api-production'))?.state.name === 'proving')
  wire.push({ repository: 'team/web', tag: '1.9.2' })
  await wire.until('a rollout', async () => (await wire.record('web-production'))?.telling?.standing.desired === 2)
}

/** Two or three releases of each target a week, now and then one that went back. */
function weeksOfHistory(now: number): OutcomeAnnouncement[] {
  const targets = ['api-production', 'checkout-production', 'search-production', 'web-production']
  return Array.from({ length: 110 }, (_, index) => {
    const at = Math.floor(now - 12 * week + (index + ((index * 7) % 11) / 20) * (week / 9.3))
    const target = targets[(index * 3 + Math.floor(index / 7)) % targets.length] ?? ''
    const outcome = index % 13 === 5 ? 'rolled-back' : 'succeeded'
    return withImages(endedAt(at, target, outcome), index)
  })
}

function withImages(ended: OutcomeAnnouncement, index: number): OutcomeAnnouncement {
  const digit = (number: number) => (number % 16).toString(16)
  const to = { app: anImage(`1.0.${index + 1}`, digit(index + 1)) }
  const from = { app: anImage(`1.0.${index}`, digit(index)) }
  const restored = ended.outcome === 'rolled-back' ? { restored: from } : {}
  const { startedAt } = ended.deployment
  const endedAfter = minute * (2 + ((index * 5) % 7) + (index < 60 ? 3 : 0))
  const failedAt = ended.outcome === 'rolled-back' ? { failedAt: startedAt + endedAfter / (2 + (index % 3)) } : {}
  const times = { endedAt: startedAt + endedAfter, ...failedAt }
  return { ...ended, deployment: { ...ended.deployment, ...times, from, to, ...restored } }
}
