import { expect, it } from '@jest/globals'
import { readDefinition } from '../../shared/doctor/read/definition-sight.ts'
import { createLooker } from '../../shared/doctor/read/look.ts'

type Containers = readonly { readonly name: string; readonly versionConsistency?: 'enabled' | 'disabled' }[]

async function sightOf(containers: Containers) {
  const definition = {
    family: 'api',
    containerDefinitions: containers.map((one) => ({ image: 'team/api:main', ...one })),
  }
  const seen = await readDefinition(createLooker(), { read: async () => ({ definition, tags: [] }) }, 'api:1')
  return seen.kind === 'seen' ? seen.value : undefined
}

it('tells what a task definition says of the resolution of tags, by container', async () => {
  const sight = await sightOf([{ name: 'app', versionConsistency: 'disabled' }, { name: 'proxy' }])
  expect(sight?.versionConsistency).toEqual({ app: 'disabled' })
})

it('tells nothing of it where it says nothing', async () => {
  expect(await sightOf([{ name: 'app' }])).not.toHaveProperty('versionConsistency')
})
