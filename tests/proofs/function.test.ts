import { afterEach, beforeEach, expect, it } from '@jest/globals'
import type { FunctionProof } from '../../shared/domain/proof.ts'
import { host } from '../contracts/aws-world.ts'
import { type LookWorld, startLookWorld } from './look-world.ts'

let world: LookWorld
beforeEach(async () => {
  world = await startLookWorld()
})
afterEach(() => world.aws.stop())

const look = (proof: FunctionProof) => world.look(proof)

const proof: FunctionProof = {
  ...{ whenUnknown: 'fail', failures: 2 },
  kind: 'function',
  name: 'smoke',
  function: 'smoke-test',
}
let answer: object | string

beforeEach(() => {
  const image = world.aws.ecr.push({ repository: 'team/smoke', tag: 'main', silent: true })
  world.aws.functions.createFunction({ name: 'smoke-test', image: `${host}/team/smoke@${image.digest}` })
  world.aws.functions.answer('smoke-test', () => answer as object)
})

it.each([
  [{ ok: true }, 'passed', 'the function smoke-test says yes'],
  [{ ok: true, reason: '3 orders placed' }, 'passed', 'the function smoke-test says yes: 3 orders placed'],
  [{ ok: false, reason: 'token=abc123 was refused' }, 'failed', 'says no: token=[hidden] was refused'],
  [{ fine: true }, 'unknown', 'answered "{"fine":true}" instead of { "ok": true or false'],
  ['sure', 'unknown', 'answered ""sure"" instead of'],
])('a function that answers %j has %s', async (given, verdict, words) => {
  answer = given
  const sight = await look(proof)
  expect(sight?.verdict).toBe(verdict)
  expect(sight?.words).toContain(words)
})

it('a function that fails itself has told nothing', async () => {
  const { digest } = world.aws.ecr.push({ repository: 'team/smoke', tag: 'main', silent: true })
  world.aws.functions.fate(digest, 'errors')
  world.aws.functions.createFunction({ name: 'broken-test', image: `${host}/team/smoke@${digest}` })
  expect(await look({ ...proof, function: 'broken-test' })).toMatchObject({
    verdict: 'unknown',
    words: 'the function broken-test failed: Error: The handler threw an error.',
  })
})

it('a function that is not there is unknown', async () => {
  const sight = await look({ ...proof, function: 'nobody', qualifier: 'live' })
  expect(sight).toMatchObject({ verdict: 'unknown', words: expect.stringContaining('nobody:live') })
})
