import { expect } from '@jest/globals'
import { describeKills } from './kill-cases.ts'

// Half a migration done twice is what a death between the call and its answer must not lead to.
describeKills(
  'deployment with tasks',
  (aftermath) => {
    const { pushed } = aftermath
    expect(aftermath.tasks).toEqual(['migrate', 'warm-up'])
    expect(aftermath.running).toEqual([pushed])
    expect(aftermath.outcomes).toMatchObject([
      { outcome: 'succeeded', deployment: { to: { app: { digest: pushed } } } },
    ])
    expect(aftermath).toMatchObject({ revisions: 1, rollouts: 1, unsettled: [] })
    expect(aftermath.status).toMatchObject({ targets: [{ phase: 'idle' }] })
  },
  ['reconcile'],
)
