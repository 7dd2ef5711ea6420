import { expect } from '@jest/globals'
import { describeKills } from './kill-cases.ts'

describeKills('revert', (aftermath, { firstContact }) => {
  const { pushed, before } = aftermath
  expect(aftermath.running).toEqual(before)
  expect(aftermath.outcomes).toMatchObject([
    {
      outcome: 'rolled-back',
      reason: expect.stringContaining('exited with code 1'),
      deployment: {
        trigger: { kind: 'push' },
        to: { app: { digest: pushed } },
        restored: { app: { digest: before[0] } },
      },
    },
  ])
  // The baseline is carried by a tag at first: going back registers its pinned revision.
  expect(aftermath).toMatchObject({ revisions: firstContact ? 2 : 1, rollouts: 2, unsettled: [] })
  expect(aftermath.updates).toBeLessThanOrEqual(3)
  expect(aftermath.status).toMatchObject({
    targets: [
      { phase: 'idle', ledger: 1, holds: expect.arrayContaining([expect.stringContaining(pushed.slice(7, 19))]) },
    ],
    ledger: [{ origin: 'found' }],
  })
})
