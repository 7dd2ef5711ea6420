import { describe, expect, it } from '@jest/globals'
import { stats, type Told } from '../../shared/commands/stats.ts'
import { aConfig } from '../commands/command-world.ts'
import { aPolicy } from '../domain/a-world.ts'
import { imageTimes, pasts, results, timeOf } from './worked-out.ts'

const groups: Readonly<Record<string, string>> = { shop: 'store', cart: 'store' }

function config() {
  const plain = aConfig(...['shop', 'cart', 'mail', 'blog'].map((target) => aPolicy({ target })))
  const targets = Object.entries(plain.targets).map(([name, target]) => {
    const group = groups[name]
    return [name, { ...target, ...(group === undefined ? {} : { group }) }]
  })
  const figures = { metrics: true, traces: false, zone: 'Europe/Berlin', rollbackWithinMs: 24 * 60 * 60_000 }
  return { ...plain, targets: Object.fromEntries(targets), figures }
}

const ports = {
  clock: { now: () => timeOf('11-03 00:00') },
  past: {
    since: async (target: string, from: number) => {
      const past = pasts().find((one) => one.target === target)
      if (!past) throw new Error(`Nothing is written of ${target}`)
      return { ...past, outcomes: past.outcomes.filter(({ deployment }) => deployment.trigger.at >= from) }
    },
  },
  dates: { of: async () => imageTimes() },
}

/** The figures of a scope in a month, as a row of the page's table says them. */
function row(scope: string, { window, deploymentFrequency, leadTime, changeFailureRate, timeToRestore }: Told) {
  const pair = (...seconds: readonly (number | null)[]) =>
    seconds.flatMap((value) => (value === null ? [] : [value / 60])).join(', ')
  const { commit, image, push } = leadTime.countedFrom
  return {
    of: scope,
    in: window.name,
    releases: String(deploymentFrequency.releases),
    days: String(deploymentFrequency.daysWithRelease),
    'lead time median, p90 (min)': pair(leadTime.medianSeconds, leadTime.p90Seconds),
    'from commit, image, push': `${commit}, ${image}, ${push}`,
    'failed of changes': `${changeFailureRate.failed} of ${changeFailureRate.changes}`,
    restored: String(timeToRestore.restored),
    'time to restore median, p90 (min)': pair(timeToRestore.medianSeconds, timeToRestore.p90Seconds),
    open: timeToRestore.open.map(({ target }) => target).join(', '),
  }
}

describe('the month that the page works out by hand', () => {
  it.each(results.map((result) => [result['of'] ?? '', result['in'] ?? '', result] as const))(
    '%s in %s',
    async (scope, month, expected) => {
      const { scopes, cut } = await stats({ kind: 'stats', month }, config(), ports)
      const told = scopes.find((one) => one.scope === scope)?.figures[0]
      if (!told) throw new Error(`No figures of ${scope}`)
      const open = (text: string | undefined) => (text ?? '').split(', ').sort().join(', ')
      const mine = row(scope, told)
      expect({ ...mine, open: open(mine.open) }).toEqual({ ...expected, open: open(expected['open']) })
      expect(cut).toEqual([])
    },
  )

  it('goes by the calendar of the zone, and by the hours that it has', async () => {
    const { scopes } = await stats({ kind: 'stats', month: '2026-10' }, config(), ports)
    const told = scopes[0]?.figures[0]
    expect(told?.window).toMatchObject({ from: '2026-09-30T22:00:00.000Z', to: '2026-10-31T23:00:00.000Z' })
    expect(told?.deploymentFrequency.perDay).toBeCloseTo(11 / (745 / 24), 10)
    expect(told?.changeFailureRate.rate).toBeCloseTo(8 / 16, 10)
  })

  it('is told in words, with what is broken', async () => {
    const { message } = await stats({ kind: 'stats', target: 'mail', month: '2026-10' }, config(), ports)
    expect(message).toBe(
      'mail, 2026-10: 2 releases (0.06 a day, on 2 days); lead time 10 min median, 10 min p90 (1 from the commit); ' +
        '1 of 3 changes failed (33 %); nothing to restore; broken: mail since 2026-10-30T10:09:00.000Z\n' +
        'mail, 2026-10, a release on average: rolling out 5 min',
    )
  })
})
