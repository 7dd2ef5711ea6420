import { it } from '@jest/globals'
import {
  anAttempt,
  aPending,
  aPolicy,
  aPush,
  aRollout,
  aView,
  digest,
  draining,
  entry,
  image,
  minute,
  patternPolicy,
  proxyRepository,
  rollingRecord,
  second,
  t0,
} from '../a-world.ts'

import { checkRow, chosen, gone, inProgress, pushed, type Row } from './row.ts'

const record = rollingRecord()
const complete = rollingRecord(2, { attempt: anAttempt(2, { progress: { running: 2, at: t0 } }) })
const going = aView([aRollout(2, inProgress), draining])
const ongoing = 'rolling: 0 of 2 running, 2 pending, 0 failed'
const queueing = aPolicy({ onNewerPush: 'queue' })
const pair = aPolicy({
  onNewerPush: 'queue',
  containers: { app: patternPolicy, proxy: { ...patternPolicy, repository: proxyRepository } },
})
const both = (app: number, proxy: number) => ({ app: image(app), proxy: image(proxy, proxyRepository) })

const rows: Row[] = [
  {
    when: 'the target is gone',
    situation: { record, platform: gone },
    phase: 'idle',
    blames: ['service api is gone'],
    says: 'there is nothing to go back to: service api is gone; service api is gone',
    tells: ['failed: there is nothing to go back to: service api is gone'],
  },
  {
    when: 'a newer image was pushed',
    situation: {
      record,
      facts: [aPush(3, { at: t0 + minute })],
      platform: aView([aRollout(2, inProgress), draining]),
    },
    phase: 'rolling',
    says: `a newer push arrived; starts ${pushed(3, t0 + minute)}; nothing was called yet`,
    does: ['apply main-3'],
    tells: ['superseded: a newer push arrived'],
  },
  {
    when: 'a newer image was pushed and newer pushes queue',
    situation: {
      record: rollingRecord(2, { policy: aPolicy({ onNewerPush: 'queue' }) }),
      facts: [aPush(3, { at: t0 + minute })],
      platform: aView([aRollout(2, inProgress), draining]),
    },
    phase: 'rolling',
    says: 'rolling: 0 of 2 running, 2 pending, 0 failed',
  },
  {
    when: 'rollback is off and it fails',
    situation: {
      record: rollingRecord(2, { policy: aPolicy({ rollback: 'off' }) }),
      platform: aView([aRollout(2, { state: 'failed' })]),
    },
    phase: 'idle',
    blames: ['the platform ended the rollout: failed'],
    says: 'rollback is off: the broken release is still on the target; at rest',
    rests: 'main-2 on td:2',
    tells: ['failed: rollback is off: the broken release is still on the target'],
    isBroken: true,
  },
  {
    when: 'it fails and nothing was ever proven',
    situation: { record: rollingRecord(2, {}, { ledger: [] }), platform: aView([aRollout(2, { state: 'failed' })]) },
    phase: 'idle',
    blames: ['the platform ended the rollout: failed'],
    says: 'there is nothing to go back to: nothing was ever proven here; at rest',
    rests: 'main-2 on td:2',
    tells: ['failed: there is nothing to go back to: nothing was ever proven here'],
    isBroken: true,
  },
  {
    when: 'nothing was seen',
    situation: { record },
    phase: 'rolling',
    says: 'the rollout must be seen first',
    wakes: 0,
  },
  {
    when: 'a newer image was pushed and its quiet time is not over',
    situation: {
      record,
      policy: aPolicy({ settleMs: 20 * second }),
      facts: [aPush(3, { at: t0 + minute })],
      platform: going,
    },
    phase: 'rolling',
    says: ongoing,
    wakes: 20 * second,
  },
  {
    when: 'a redeploy is asked for while newer pushes queue',
    situation: {
      record: rollingRecord(2, { policy: queueing }),
      facts: [{ kind: 'redeploy', id: 'x', at: t0 + minute, by: 'ann', deploymentId: 'again' }],
      platform: going,
    },
    phase: 'rolling',
    says: 'a redeploy was asked for; starts again; nothing was called yet',
    does: ['apply main-2, anew'],
    tells: ['superseded: a redeploy was asked for'],
  },
  {
    when: 'what it runs is not known by the deadline',
    situation: { record: complete, platform: aView([withoutDigests(2)]), now: t0 + 20 * minute },
    phase: 'reverting',
    says: `goes back: completed, but which images rollout-2 runs cannot be told; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'what it runs is not known just before the deadline',
    situation: { record: complete, platform: aView([withoutDigests(2)]), now: t0 + 20 * minute - 1 },
    phase: 'rolling',
    says: 'completed; which images rollout-2 runs is being looked up',
  },
  {
    when: 'it completed on the images of the newer push that queues',
    situation: {
      record: rollingRecord(2, { policy: queueing }, { pending: aPending(3) }),
      platform: aView([aRollout(2, { digests: { app: digest(3) } })]),
    },
    phase: 'rolling',
    says: 'a newer push arrived; starts deployment-3; nothing was called yet',
    does: ['apply main-3'],
    tells: ['superseded: a newer push arrived'],
  },
  {
    when: 'the platform resolved its tag to the image of the newer push that queues',
    situation: {
      record: rollingRecord(2, { policy: { ...queueing, mode: 'force' } }, { pending: aPending(3) }),
      platform: aView([aRollout(2, { digests: { app: digest(3) } })]),
    },
    phase: 'idle',
    says: 'a newer push arrived; rolled out; proven; at rest',
    rests: 'main-3 on td:2',
    tells: ['superseded: a newer push arrived', 'succeeded: rolled out and proven'],
  },
  {
    when: 'it completed on one image of the newer push that queues, and on none of its others',
    situation: {
      record: rollingRecord(
        2,
        { policy: pair, goal: { images: both(2, 1) }, attempt: anAttempt(2, { release: { images: both(2, 1) } }) },
        {
          pending: aPending(3, { images: both(3, 3) }),
          mark: { ...record.mark, proxy: null },
          ledger: [entry(1, { release: { images: both(1, 1), carrier: 'td:1' } })],
        },
      ),
      policy: pair,
      platform: aView([aRollout(2, { digests: { app: digest(3), proxy: digest(9) } })]),
    },
    phase: 'reverting',
    says: `goes back: the platform resolved the tag to other images than were pushed: ${digest(3)}, ${digest(9)}; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
  {
    when: 'it completed on other images than the newer push that queues',
    situation: {
      record: rollingRecord(2, { policy: queueing }, { pending: aPending(3) }),
      platform: aView([aRollout(2, { digests: { app: digest(9) } })]),
    },
    phase: 'reverting',
    says: `goes back: the platform resolved the tag to other images than were pushed: ${digest(9)}; ${chosen}`,
    does: ['revert main-1, in place of td:2'],
  },
]
it.each(rows)('in rolling: $when', checkRow)

function withoutDigests(n: number) {
  const { digests: _unknown, ...rest } = aRollout(n)
  return rest
}
