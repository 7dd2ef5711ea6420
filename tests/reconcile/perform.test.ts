import { expect, it } from '@jest/globals'
import type { Effect } from '../../shared/domain/effect.ts'
import { perform } from '../../shared/reconcile/perform.ts'
import { aPolicy, aRecord, image, t0 } from '../domain/a-world.ts'
import { fakePlatform } from '../fakes/fake-platform.ts'
import { fakeRegistry } from '../fakes/fake-registry.ts'
import { memoryAnnouncer } from '../fakes/memory-announcer.ts'
import { memoryHistory } from '../fakes/memory-history.ts'
import { memoryRecordStore } from '../fakes/memory-record-store.ts'
import { memoryTable } from '../fakes/memory-table.ts'
import { virtualClock } from '../fakes/virtual-clock.ts'

const images = { app: image(2) }
const call: Effect = { kind: 'apply', deploymentId: 'd2', release: { images }, force: false, again: false }
const telling: Effect = {
  kind: 'announce',
  announcement: { kind: 'notice', notice: 'stuck', id: 'n1', target: 'api', at: t0, reason: 'still broken' },
}

function aStage(topicIsDown = false) {
  const clock = virtualClock()
  const platform = fakePlatform({ clock, registry: fakeRegistry({ clock }) })
  platform.addService('api', { digests: { app: image(1).digest } })
  const table = memoryTable()
  const announcer = memoryAnnouncer(() => {
    if (topicIsDown) throw new Error('the topic is unreachable')
  })
  const said: string[] = []
  const log = {
    notAnnounced: ({ id }: { readonly id: string }) => void said.push(`not announced ${id}`),
    overtaken: (_target: string, id: string) => void said.push(`overtaken ${id}`),
  }
  const ports = { platform, announcer, log, records: memoryRecordStore(table), history: memoryHistory(table) }
  return { ports, platform, announcer, said }
}

it('calls nothing once another worker has written the record', async () => {
  const { ports, platform, said } = aStage()
  await ports.records.save(aRecord(), 0)
  await ports.records.save(aRecord(), 1)
  expect(await perform([call], aPolicy(), 1, ports)).toEqual([])
  expect(platform.rollouts('api')).toHaveLength(1)
  expect(said).toEqual(['overtaken d2'])
})

it('calls what was decided by the newest write', async () => {
  const { ports, platform } = aStage()
  await ports.records.save(aRecord(), 0)
  expect(await perform([call], aPolicy(), 1, ports)).toMatchObject([{ kind: 'applied', deploymentId: 'd2' }])
  expect(platform.rollouts('api')).toHaveLength(2)
})

it('leaves what could not be told in the outbox, and does the rest', async () => {
  const { ports, platform, said } = aStage(true)
  await ports.records.save(aRecord(), 0)
  expect(await perform([telling, call], aPolicy(), 1, ports)).toMatchObject([{ kind: 'applied' }])
  expect(platform.rollouts('api')).toHaveLength(2)
  expect(said).toEqual(['not announced n1'])
})
