import type { CallBounds, Expectations } from '../../sandbox/scenario/expectation-schema.ts'
import type { ScenarioReport } from '../../sandbox/scenario/scenario-report.ts'
import { endFlips } from './flip-ends.ts'
import { findingFlips } from './flip-findings.ts'
import { functionFlips } from './flip-functions.ts'
import { githubFlips } from './flip-github.ts'
import { hostFlips } from './flip-hosts.ts'
import { taskFlips } from './flip-tasks.ts'

/** An expectation turned into one that cannot hold, named by where it stands. */
export interface Flip {
  readonly path: string
  readonly expect: Expectations
}

/** Every single expectation of a scenario, flipped alone. */
export function flipsOf(expect: Expectations, report: ScenarioReport): Flip[] {
  return [
    ...deploymentFlips(expect),
    ...runningFlips(expect),
    ...imageFlips(expect),
    ...trafficFlips(expect),
    ...functionFlips(expect),
    ...hostFlips(expect),
    ...taskFlips(expect),
    ...findingFlips(expect),
    ...statusFlips(expect),
    ...slackFlips(expect),
    ...endFlips(expect),
    ...githubFlips(expect),
    ...noticeFlips(expect),
    ...callFlips(expect, 'calls', report),
    ...callFlips(expect, 'callsPerDeployment', report),
    ...(expect.revertWithin ? [{ path: 'revertWithin', expect: { ...expect, revertWithin: '0ms' } }] : []),
    { path: 'deadLetters', expect: { ...expect, deadLetters: (expect.deadLetters ?? 0) + 1 } },
  ]
}

const FLIPPED: Readonly<Record<string, unknown>> = {
  trigger: 'nobody',
  by: 'nobody',
  reason: 'no such reason',
  timeline: 'no such entry',
  from: 'no-such-alias',
  to: 'no-such-alias',
  within: '1ms',
}

function otherOutcome(outcome: string): string {
  return outcome === 'expired' ? 'failed' : 'expired'
}

function deploymentFlips(expect: Expectations): Flip[] {
  return Object.entries(expect.deployments ?? {}).flatMap(([target, list]) => {
    const flip = (path: string, changed: object[]): Flip => ({
      path: `deployments.${target}${path}`,
      expect: { ...expect, deployments: { ...expect.deployments, [target]: changed as typeof list } },
    })
    const more = flip('+1', [...list, { outcome: 'succeeded' }])
    const fewer = list.length > 0 ? [flip('-1', list.slice(1))] : []
    const single = list.flatMap((one, index) =>
      Object.keys(one).map((key) => {
        const flipped = key === 'outcome' ? otherOutcome(one.outcome) : FLIPPED[key]
        return flip(
          `[${index}].${key}`,
          list.map((another, at) => (at === index ? { ...another, [key]: flipped } : another)),
        )
      }),
    )
    return [more, ...fewer, ...single]
  })
}

function runningFlips(expect: Expectations): Flip[] {
  return Object.entries(expect.running ?? {}).flatMap(([service, containers]) =>
    Object.keys(containers).map((container) => ({
      path: `running.${service}.${container}`,
      expect: {
        ...expect,
        running: { ...expect.running, [service]: { ...containers, [container]: 'no-such-alias' } },
      },
    })),
  )
}

function imageFlips(expect: Expectations): Flip[] {
  return Object.entries(expect.images ?? {}).map(([repository, aliases]) => ({
    path: `images.${repository}`,
    expect: { ...expect, images: { ...expect.images, [repository]: [...aliases, 'no-such-alias'] } },
  }))
}

function trafficFlips(expect: Expectations): Flip[] {
  return Object.entries(expect.traffic ?? {}).flatMap(([service, shares]) =>
    Object.entries({ 'no-such-alias': 0, ...shares }).map(([alias, percent]) => ({
      path: `traffic.${service}.${alias}`,
      expect: { ...expect, traffic: { ...expect.traffic, [service]: { ...shares, [alias]: percent + 1 } } },
    })),
  )
}

function statusFlips(expect: Expectations): Flip[] {
  return Object.entries(expect.status ?? {}).flatMap(([target, status]) =>
    Object.entries(status).map(([key, value]) => ({
      path: `status.${target}.${key}`,
      expect: { ...expect, status: { ...expect.status, [target]: { ...status, [key]: other(value) } } },
    })),
  )
}

function other(value: unknown): unknown {
  if (typeof value === 'boolean') return !value
  if (typeof value === 'number') return value + 1
  return Array.isArray(value) ? [...value, 'no such text'] : 'no such text'
}

function slackFlips(expect: Expectations): Flip[] {
  const { slack } = expect
  if (!slack) return []
  const single = slack.map((_, index) => ({
    path: `slack[${index}]`,
    expect: { ...expect, slack: slack.map((texts, at) => (at === index ? 'no such text' : texts)) },
  }))
  const fewer = slack.length > 0 ? [{ path: 'slack-1', expect: { ...expect, slack: slack.slice(1) } }] : []
  const more = { path: 'slack+1', expect: { ...expect, slack: [...slack, 'one more'] } }
  return [...single, ...fewer, more, ...livingFlips(expect, slack)]
}

/** Of messages that were edited: each look, each reply, and how many of them the channel saw. */
function livingFlips(expect: Expectations, slack: NonNullable<Expectations['slack']>): Flip[] {
  return slack.flatMap((message, index) => {
    if (typeof message === 'string' || Array.isArray(message)) return []
    const flip = (path: string, changed: object): Flip => ({
      path: `slack[${index}].${path}`,
      expect: { ...expect, slack: slack.map((one, at) => (at === index ? { ...message, ...changed } : one)) },
    })
    const { versions, thread = [], broadcasts = 0, channel } = message
    const wrong = (texts: readonly unknown[], which: number) =>
      texts.map((one, at) => (at === which ? 'no such text' : one))
    return [
      ...versions.map((_, which) => flip(`versions[${which}]`, { versions: wrong(versions, which) })),
      ...thread.map((_, which) => flip(`thread[${which}]`, { thread: wrong(thread, which) })),
      ...(message.thread ? [flip('thread+1', { thread: [...thread, 'one more'] })] : []),
      ...(message.broadcasts === undefined ? [] : [flip('broadcasts', { broadcasts: broadcasts + 1 })]),
      ...(channel === undefined ? [] : [flip('channel', { channel: 'C0NOSUCH' })]),
    ]
  })
}

function noticeFlips(expect: Expectations): Flip[] {
  const notices = expect.notices ?? []
  const single = notices.map((_, index) => ({
    path: `notices[${index}]`,
    expect: {
      ...expect,
      notices: notices.map((notice, at) => (at === index ? { ...notice, notice: 'no-such-notice' } : notice)),
    },
  }))
  const one = { target: 'api', notice: 'no-such-notice' }
  return [...single, { path: 'notices+1', expect: { ...expect, notices: [...notices, one] } }]
}

/** A ceiling below what was counted; where nothing was called, a floor above it. */
function callFlips(expect: Expectations, key: 'calls' | 'callsPerDeployment', report: ScenarioReport): Flip[] {
  return Object.keys(expect[key] ?? {}).map((name) => {
    const wasCalled = report.calls.some(({ service, operation }) =>
      name.split('+').some((part) => ['total', service, `${service}:${operation}`].includes(part)),
    )
    const bounds: CallBounds = { ...expect[key], [name]: wasCalled ? { atMost: 0 } : { atLeast: 1 } }
    return { path: `${key}.${name}`, expect: { ...expect, [key]: bounds } }
  })
}
