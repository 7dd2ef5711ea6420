import { expect, it } from '@jest/globals'
import { bundleFiles, handlerSources } from '../../bench/bundle.ts'
import { withConfiguration } from '../../bench/kinds.ts'
import { aFile } from '../config/a-configuration.ts'
import { aService, home, memberService } from './a-member.ts'

const everything = aService('web')

it('only a configuration with another account carries what takes on roles, and one place carries neither', async () => {
  const handlers = handlerSources()
  const files = { reconcile: handlers['reconcile'] ?? '', tick: handlers['tick'] ?? '' }
  const bundleWith = (targets: object) =>
    withConfiguration(aFile({ web: everything, ...targets }, home), () => bundleFiles(files))
  const one = await bundleWith({})
  const regions = await bundleWith({ far: aService('api', { region: 'eu-west-1' }) })
  const accounts = await bundleWith({ far: memberService('api') })
  for (const key of ['reconcile', 'tick'] as const) {
    const carries = (part: string) =>
      [one, regions, accounts].map((some) => some[key]?.inputs.some((input) => input.includes(part)))
    expect(carries('@aws-sdk/client-sts')).toEqual([false, false, true])
    expect(carries('places/everywhere')).toEqual([false, true, true])
    expect((accounts[key]?.bytes ?? 0) - (one[key]?.bytes ?? 0)).toBeLessThan(40_000)
    expect((accounts[key]?.bytes ?? 0) / 1000).toBeLessThanOrEqual(500)
  }
}, 60_000)
