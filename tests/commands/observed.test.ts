import { beforeEach, describe, expect, it } from '@jest/globals'
import { promote } from '../../shared/commands/promote.ts'
import { redeploy } from '../../shared/commands/redeploy.ts'
import { rollback } from '../../shared/commands/rollback.ts'
import { aPolicy, entry, release, rollingRecord } from '../domain/a-world.ts'
import { aConfig, commandWorld, request } from './command-world.ts'

const config = aConfig(aPolicy({ mode: 'observe' }), aPolicy({ target: 'staging' }))
const by = 'ann'
let world: ReturnType<typeof commandWorld>

beforeEach(() => {
  world = commandWorld()
})

describe('a target that is only observed', () => {
  it.each([
    ['redeployed', () => redeploy({ kind: 'redeploy', target: 'api', by }, request, config, world)],
    ['rolled back', () => rollback({ kind: 'rollback', target: 'api', by }, request, config, world)],
    ['promoted to', () => promote({ kind: 'promote', from: 'staging', to: 'api', by }, request, config, world)],
  ])('is not %s, and nobody is promised a deployment', async (_what, ask) => {
    await world.remember({ ledger: [entry(2), entry(1)], settledOn: release(2) })
    await expect(ask()).rejects.toThrow('api is only observed (mode: observe), so nothing is rolled out there')
    expect(await world.facts()).toEqual([])
  })

  it('is rolled back while a deployment of before is in progress', async () => {
    await world.records.save(rollingRecord(2, {}, { ledger: [entry(1), entry(0)] }), 0)
    await rollback({ kind: 'rollback', target: 'api', by }, request, config, world)
    expect(await world.facts()).toMatchObject([{ kind: 'rollback', by }])
  })
})
