import { beforeEach, expect, it } from '@jest/globals'
import { history } from '../../shared/commands/history.ts'
import { parseHistory } from '../../shared/inbound/history-command.ts'
import { aPolicy } from '../domain/a-world.ts'
import { ended, released } from '../figures/an-outcome.ts'
import { aConfig, commandWorld } from './command-world.ts'

const plain = aConfig(aPolicy(), aPolicy({ target: 'web' }))
const config = {
  ...plain,
  targets: Object.fromEntries(
    Object.entries(plain.targets).map(([name, target]) => [name, { ...target, group: `${name}s` }]),
  ),
}
const known = { targets: ['api', 'web'], groups: ['apis', 'webs'] }
let world: ReturnType<typeof commandWorld>

beforeEach(async () => {
  world = commandWorld()
  await world.history.put(released(0))
  await world.history.put({ ...released(5), target: 'web' })
  await world.history.put(ended('rolled-back', 'it crashed', 10))
})

const asked = (payload: object) => {
  const command = parseHistory(payload, known)
  if (command.kind === 'refused') throw new Error(command.why)
  return history(command, config, world)
}
const outcomes = async (payload: object) =>
  (await asked(payload)).deployments.map((told) => ('outcome' in told ? `${told.target} ${told.outcome}` : told))

it.each([
  ['all', {}, ['api rolled-back', 'web succeeded', 'api succeeded']],
  ['a target', { target: 'web' }, ['web succeeded']],
  ['a group', { group: 'apis' }, ['api rolled-back', 'api succeeded']],
  ['an outcome', { outcome: 'rolled-back' }, ['api rolled-back']],
])('lists ended deployments of %s, newest first', async (_what, payload, expected) => {
  expect(await outcomes(payload)).toEqual(expected)
})

it('goes on where the page before ended', async () => {
  const first = await asked({ limit: 2 })
  expect(first.message).toMatch(/There are older ones: before \w{26}\.$/)
  const second = await asked({ limit: 2, before: first.before })
  expect(second.deployments).toMatchObject([{ target: 'api', outcome: 'succeeded' }])
  expect(second.before).toBeUndefined()
})

it('says that there is nothing', async () => {
  expect((await asked({ outcome: 'expired' })).message).toBe('There are no deployments like this.')
})

it('tells each in a line, without its timeline', async () => {
  const told = await asked({ target: 'api', limit: 1 })
  expect(told.message.split('\n')[0]).toMatch(
    /^\w{26} 2026-11-16T09:20:00.000Z api: rolled-back app untagged \(aaaaaaaaaaaa\): it crashed$/,
  )
  expect(told.deployments[0]).not.toHaveProperty('timeline')
})

it('shows one that cannot be read beside the others', async () => {
  const entries = [{ kind: 'unreadable' as const, target: 'api', id: '01J', why: 'it is no JSON' }]
  const told = await history({ kind: 'history', limit: 5 }, config, { history: { search: async () => ({ entries }) } })
  expect(told.message).toBe('01J api: cannot be read: it is no JSON')
})

it.each([
  [{ outcome: 'stable' }, 'outcome must be succeeded, rolled-back'],
  [{ limit: 101 }, 'limit must be a whole number, 1 to 100'],
  [{ before: 'x' }, 'before must be the id of a deployment'],
  [{ group: 'none' }, 'there is no group "none"; the groups are apis, webs'],
  [{ target: 'api', group: 'apis' }, 'exclude each other'],
  [{ target: 'nobody' }, 'there is no target "nobody"; the targets are api, web'],
  [{ days: 3 }, 'there is no key "days"; the keys are target, group, outcome, limit, before'],
])('refuses %j', (payload, why) => {
  expect(parseHistory(payload, known)).toMatchObject({ kind: 'refused', why: expect.stringContaining(why) })
})
