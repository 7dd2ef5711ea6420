import { afterEach, expect, it } from '@jest/globals'
import { aTarget, startWire, type WireWorld } from './world.ts'

let world: WireWorld

afterEach(() => world?.stop())

it('tells, publishes, logs and keeps that a release which failed was left on its target', async () => {
  world = await startWire({ targets: { api: aTarget('api', { rollback: 'off' }) } })
  world.push({ repository: 'team/api', tag: 'main-1' }, 'crashes')
  await world.until('the deployment', () => world.outcomes('api').length === 1)
  expect(world.outcomes('api')).toMatchObject([{ outcome: 'failed', deployment: { broken: true } }])
  const published = world.sandbox.sns.published().filter(({ attributes }) => attributes['broken'] !== undefined)
  expect(published).toMatchObject([
    { attributes: { broken: { StringValue: 'true' }, outcome: { StringValue: 'failed' } } },
  ])
  const ended = world.log('reconcile').filter(({ message }) => message === 'deployment ended')
  expect(ended).toMatchObject([{ outcome: 'failed', broken: true }])
  const [kept] = await world.sandbox.dynamodb
    .items('longshore-dev')
    .then((items) => items.filter(({ body }) => String(body).includes('"kind":"outcome"')))
  expect(JSON.parse(String(kept?.['body']))).toMatchObject({ deployment: { broken: true } })
})
