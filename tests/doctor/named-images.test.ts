import { describe, expect, it } from '@jest/globals'
import type { Facts, TargetSight } from '../../shared/doctor/facts.ts'
import { neededImages } from '../../shared/doctor/needed-images.ts'
import { wantedImages } from '../../shared/doctor/wanted-images.ts'
import { config, digest, sound, stored, uri } from './sound-facts.ts'

/** Each is an image of team/web, by another host of its registry or without a tag. */
const written = [
  `${uri('web')}:v1`,
  `${uri('web')}@${digest('a')}`,
  `${uri('web')}:v1@${digest('a')}`,
  uri('web'),
  '123456789012.dkr-ecr.us-east-1.on.aws/team/web:v1',
  '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com/team/web',
]

function running(image: string): { readonly facts: Facts; readonly sight: TargetSight } {
  const { web } = sound.targets
  if (web?.kind !== 'ecs' || web.definition?.kind !== 'seen') throw new Error('there is a service')
  const definition = { ...web.definition.value, images: { app: image } }
  const sight = { ...web, definition: { kind: 'seen' as const, value: definition } }
  const images = [stored('a', 40, 'v1', 'latest'), stored('b', 30, 'v2')]
  const lifecycles = { [uri('web')]: { kind: 'seen' as const, value: { policy: '{}', images } } }
  return { facts: { ...sound, targets: { web: sight }, lifecycles }, sight }
}

describe('right after deploying, when no record says what runs', () => {
  it.each(written)('%s is needed', (image) => {
    const needed = neededImages(running(image).facts, uri('web'))
    expect(needed).toMatchObject([{ digest: digest('a'), why: expect.stringContaining('which web runs') }])
  })

  it.each([`${uri('web')}-old:v1`, `${uri('api')}:v1`, 'public.ecr.aws/team/web:v1'])('%s is not of it', (image) => {
    expect(neededImages(running(image).facts, uri('web'))).toEqual([])
  })

  it.each(written)('%s is what runs next', (image) => {
    const policy = config.targets['web']?.policy
    if (!policy) throw new Error('there is a target')
    const [wanted] = wantedImages(policy, undefined, running(image).sight)
    expect(wanted?.reference).toMatch(/^123456789012\.dkr\.ecr\.us-east-1\.amazonaws\.com\/team\/web[:@]/)
  })
})
