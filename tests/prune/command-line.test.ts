import { describe, expect, it } from '@jest/globals'
import { aCommandLine } from '../cli/a-command-line.ts'
import { aFile, aLock, aTarget } from '../config/a-configuration.ts'

const targets = { api: aTarget('api') }
const files = (rest: Record<string, unknown>) => ({
  'longshore.yml': aFile(targets, rest),
  'longshore.lock.yml': aLock(targets),
})
const report = { message: 'team/api: 3 images, none of them to go.', applied: false, repositories: [], unread: [] }

describe('longshore prune', () => {
  it('asks, and deletes only where that is said', async () => {
    const asked: unknown[] = []
    const line = aCommandLine(files({ prune: {} }), {
      invoke: async (name, _region, payload) => {
        asked.push([name, payload])
        return report
      },
    })
    expect(await line.run('prune')).toBe(0)
    expect(line.printed()).toBe(report.message)
    expect(await line.run('prune', '--apply', '--json')).toBe(0)
    expect(asked).toEqual([
      ['longshore-dev-prune', {}],
      ['longshore-dev-prune', { apply: true, by: 'alice (Deployer, 123456789012)' }],
    ])
    expect(line.printed()).toContain(JSON.stringify(report))
  })

  it.each([
    ['somebody could not be asked', { unread: ['Service api cannot be read.'] }],
    ['something could not be deleted', { repositories: [{ removed: { failed: [{ digest: 'd', why: 'KmsError' }] } }] }],
  ])('ends with 1 when %s', async (_what, more) => {
    const line = aCommandLine(files({ prune: {} }), { invoke: async () => ({ ...report, ...more }) })
    expect(await line.run('prune')).toBe(1)
  })

  it('says how to ask for it where the configuration does not', async () => {
    const line = aCommandLine(files({}))
    expect(await line.run('prune')).toBe(1)
    expect(line.complained()).toBe(
      'Nothing is pruned: the configuration does not ask for it. Write prune: {}, then deploy.',
    )
  })
})
