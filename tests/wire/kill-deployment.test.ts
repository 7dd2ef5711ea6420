import { expect } from '@jest/globals'
import { describeKills } from './kill-cases.ts'

// Triggered by the push, not by the sweep that would find what had been lost.
describeKills('deployment', (aftermath) => {
  const { pushed } = aftermath
  expect(aftermath.running).toEqual([pushed])
  expect(aftermath.outcomes).toMatchObject([
    {
      outcome: 'succeeded',
      deployment: {
        trigger: { kind: 'push' },
        to: { app: { digest: pushed } },
        from: { app: { digest: aftermath.before[0] } },
      },
    },
  ])
  expect(aftermath).toMatchObject({ revisions: 1, rollouts: 1, unsettled: [] })
  expect(aftermath.updates).toBeLessThanOrEqual(2)
  expect(aftermath.status).toMatchObject({
    targets: [{ phase: 'idle', holds: [] }],
    ledger: expect.arrayContaining([
      expect.objectContaining({ release: expect.stringContaining(pushed.slice(7, 19)), origin: 'proven' }),
    ]),
  })
})
