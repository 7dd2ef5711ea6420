import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type DoctorWorld, startDoctorWorld } from './doctor-world.ts'

let world: DoctorWorld

beforeAll(async () => {
  world = await startDoctorWorld()
}, 90_000)

afterAll(() => world?.sandbox.stop())

it('nothing is found in an account without faults', async () => {
  expect(await world.examine()).toEqual({
    message: 'Nothing is wrong with the stack and its 7 targets.',
    ...{ severity: 'none', findings: [], sent: [] },
  })
}, 60_000)
