import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { grantedBy } from '../template/granted.ts'
import { type DoctorWorld, startDoctorWorld } from './doctor-world.ts'

let world: DoctorWorld

beforeAll(async () => {
  world = await startDoctorWorld()
}, 90_000)

afterAll(() => world?.sandbox.stop())

const callsOf = () => world.sandbox.calls.list().filter(({ caller }) => caller.startsWith('doctor'))

it('nothing is found in an account without faults, and nothing is changed', async () => {
  expect(await world.examine()).toEqual({
    message: 'Nothing is wrong with the stack and its 7 targets.',
    ...{ severity: 'none', findings: [], sent: [] },
  })
  const operations = [...new Set(callsOf().map(({ operation }) => operation))]
  expect(operations.filter((one) => !/^(Describe|Get|List|BatchGet|Query$|Simulate)/.test(one))).toEqual([])
  expect(
    callsOf()
      .filter(({ outcome }) => outcome !== 'ok')
      .map(({ operation }) => operation),
  ).toEqual(expect.arrayContaining(['GetLifecyclePolicy']))
}, 60_000)

it('its role allows every call that it makes, for every kind of target', () => {
  const granted = grantedBy(world.stack.file.resources, 'DoctorRole').flatMap(({ Action }) => Action)
  const made = new Set(callsOf().map(({ service, operation }) => `${service}:${operation}`))
  expect([...made].filter((action) => !granted.includes(action))).toEqual([])
  const beside = /^(logs|kms):|^sns:Publish$|^dynamodb:GetItem$|^ecr:DescribeImages$/
  expect(granted.filter((action) => !made.has(action) && !beside.test(action))).toEqual([])
})

describe('with sendTest', () => {
  it('Slack and the topic get a message, and the queues of the stack do not', async () => {
    const { sent, message } = await world.examine({ sendTest: true, by: 'alice <!channel> & co' })
    expect(sent).toEqual([
      { to: 'slack', taken: true },
      { to: 'sns', taken: true },
    ])
    expect(message).toContain('A test message was taken by SNS.')
    expect(world.sandbox.slack.messages().map(({ body }) => body['text'])).toEqual([
      'Longshore can reach you: a test of the stack longshore-dev, asked for by alice &lt;!channel&gt; &amp; co.',
    ])
    const [published] = world.sandbox.sns.published().slice(-1)
    expect(published?.subject).toBe('Longshore can reach you')
    await world.sandbox.clock.runUntil(world.sandbox.clock.now() + 60_000)
    const queued = world.sandbox.sqs.names().flatMap((name) => world.sandbox.sqs.messages(name))
    expect(queued.filter(({ body }) => body.includes('longshore.test'))).toEqual([])
  }, 60_000)

  it('what Slack refuses is found', async () => {
    world.sandbox.slack.behave({ kind: 'no-service' }, { times: 1 })
    const { findings, severity } = await world.examine({ sendTest: true })
    expect({ severity, findings }).toMatchObject({ severity: 'error', findings: [{ check: 'slack' }] })
    expect(JSON.stringify(findings)).not.toContain('/services/')
  }, 60_000)
})

it('a payload with another key is refused, and says which there are', async () => {
  const result = await world.sandbox.lambda.invoke('longshore-dev-doctor', { sendtest: true })
  expect(result).toMatchObject({ ok: false, error: { errorType: 'BadCommand' } })
  expect(JSON.stringify(result)).toContain('sendTest, by')
})
