import { ECSClient, RegisterTaskDefinitionCommand } from '@aws-sdk/client-ecs'
import { LambdaClient, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda'
import { afterEach, beforeEach, expect, it } from '@jest/globals'
import { clientSettings } from '../../shared/aws/client-settings.ts'
import { ecsApi } from '../../shared/aws/ecs-api.ts'
import { lambdaApi } from '../../shared/aws/lambda-api.ts'
import { compareTaskDefinitions } from '../../shared/platforms/ecs/compare-carriers.ts'
import { compareVersions } from '../../shared/platforms/lambda/compare-versions.ts'
import { functionName, type LambdaWorld, lambdaWorld } from './lambda-world.ts'

const secret = 'hunter2-hunter2'
const target = { function: functionName, alias: 'live', shift: { kind: 'all-at-once' as const } }
let world: LambdaWorld

beforeEach(async () => {
  world = await lambdaWorld()
})
afterEach(() => world.aws.stop())

const functions = async () => lambdaApi(clientSettings())
const services = async () => ecsApi(clientSettings())

async function register(image: string, variables: Readonly<Record<string, string>>): Promise<string> {
  const environment = Object.entries(variables).map(([name, value]) => ({ name, value }))
  const containerDefinitions = [{ name: 'app', image, environment }]
  const made = await new ECSClient({}).send(new RegisterTaskDefinitionCommand({ family: 'api', containerDefinitions }))
  return made.taskDefinition?.taskDefinitionArn ?? ''
}

it('tells what a published version would bring besides its image, by name alone', async () => {
  expect(await compareVersions(functions, target, `${functionName}:1`, undefined)).toEqual([])
  const Environment = { Variables: { LEVEL: secret } }
  const input = { FunctionName: functionName, MemorySize: 1_024, Timeout: 20, Environment }
  await new LambdaClient({}).send(new UpdateFunctionConfigurationCommand(input))
  const lines = await compareVersions(functions, target, `${functionName}:1`, undefined)
  expect(lines).toEqual([
    expect.stringMatching(/^MemorySize \d+ → 1024$/),
    expect.stringMatching(/^Timeout \d+ → 20$/),
    'environment variable LEVEL added',
  ])
  expect(lines.join()).not.toContain(secret)
})

it.each([
  ['a version with itself', target, `${functionName}:1`, `${functionName}:1`],
  [
    'a function without an alias, whose configuration stays',
    { ...target, alias: undefined },
    `${functionName}:1`,
    undefined,
  ],
  ['what is no version of it', target, 'other:1', undefined],
])('has nothing to tell of %s', async (_what, { alias, ...rest }, from, to) => {
  const one = alias === undefined ? rest : { ...rest, alias }
  expect(await compareVersions(functions, one, from, to)).toEqual([])
})

it('refuses what is not there, naming it', async () => {
  const asked = compareVersions(functions, { ...target, function: 'nowhere' }, 'nowhere:1', undefined)
  await expect(asked).rejects.toThrow(/nowhere/)
})

it('tells what one task definition has that the other has not, besides images and by name alone', async () => {
  const before = await register('team/api:1', { LEVEL: 'info' })
  const after = await register('team/api:2', { LEVEL: secret, MODE: secret })
  expect(await compareTaskDefinitions(services, before, undefined)).toEqual([])
  const lines = await compareTaskDefinitions(services, before, after)
  expect(lines).toEqual([
    'container app: environment variable LEVEL differs',
    'container app: environment variable MODE added',
  ])
  expect(lines.join()).not.toContain(secret)
})
