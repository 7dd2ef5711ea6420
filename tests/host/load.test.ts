import { expect } from '@jest/globals'
import { type Host, withHost } from './host.ts'
import { logs, push } from './host-state.ts'
import { type LoadFigures, startLoad } from './load.ts'
import { itNatively } from './native-tools.ts'
import { deploy } from './run-script.ts'

const switches = process.env['LONGSHORE_HEAVY'] === '1' ? 100 : 10

/** Deploys one release after another under load, each with an app that dies at once when it is stopped. */
async function switchUnderLoad(host: Host, count: number, drainSeconds: number): Promise<LoadFigures> {
  const names = Array.from({ length: count + 1 }, (_, number) => `n${number}`)
  for (const name of names) push(host, name, 'abrupt')
  await deploy(host, 'n0')
  const load = startLoad(host.port)
  const outcomes: string[] = []
  for (const name of names.slice(1)) {
    const { answer } = await deploy(host, name, { 'drain.seconds': drainSeconds, prune: 'yes' })
    outcomes.push(`${name} ${answer?.outcome} ${answer?.reason}`)
  }
  const figures = await load.stop()
  expect(outcomes.filter((each) => !/ switched /.test(each))).toEqual([])
  const { requests, perSecond, slow, lost, sentAgain } = figures
  process.stderr.write(
    `${count} switches, drain ${drainSeconds} s: ${requests} requests at ${perSecond}/s, ${slow} of them slow; lost ${lost.length}, sent again ${sentAgain}\n`,
  )
  return figures
}

function requestsByEvent(host: Host, event: string): string[] {
  const lines = logs(host).flat()
  return lines.filter((line) => line.startsWith(`${event} r`)).map((line) => line.slice(event.length + 1))
}

itNatively(
  `loses no request over ${switches} switches under load`,
  async () =>
    await withHost(async (host) => {
      const figures = await switchUnderLoad(host, switches, 30)
      expect(figures.lost).toEqual([])
      expect(figures.perSecond).toBeGreaterThanOrEqual(200)
      expect(requestsByEvent(host, 'begin').toSorted()).toEqual(figures.ids.toSorted())
      expect(requestsByEvent(host, 'end').toSorted()).toEqual(figures.ids.toSorted())
      const stops = logs(host).flatMap((lines) => lines.filter((line) => line.startsWith('term ')))
      expect(stops).toEqual(Array.from({ length: switches }, () => 'term 0'))
    }),
  60_000 + switches * 10_000,
)

itNatively(
  'loses requests when the old colour is stopped without draining, so that the load above would tell',
  async () =>
    await withHost(async (host) => {
      const figures = await switchUnderLoad(host, 3, 0)
      expect(figures.lost.length).toBeGreaterThan(0)
    }),
  60_000,
)
