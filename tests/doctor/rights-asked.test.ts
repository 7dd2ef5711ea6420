import { expect, it } from '@jest/globals'
import { functionKeysOf } from '../../shared/config/derive/function-key.ts'
import { functionRights } from '../../shared/config/derive/function-rights.ts'
import type { LongshoreConfig } from '../../shared/config/normalised.ts'
import { ownArn } from '../../shared/doctor/own-resources.ts'
import { rightsAsked } from '../../shared/doctor/rights-asked.ts'
import { configOf } from '../config/a-configuration.ts'
import { companyTargets } from '../template/many-targets.ts'
import { config } from './sound-facts.ts'

const exact = { reads: Number.POSITIVE_INFINITY, writes: Number.POSITIVE_INFINITY }
const secret = { ssm: '/longshore/secret' }
const everything: LongshoreConfig = {
  ...config,
  slack: {
    bot: { token: secret, channel: '#ops', url: 'https://slack.com/api' },
    actions: { signingSecret: secret, team: 'T1', users: ['U1'], groups: ['S1'], allow: ['approve'], replyTo: [] },
  },
  ends: [{ name: 'ops', kind: 'teams', url: secret }],
  github: {
    ...{ auth: { by: 'token', token: secret }, url: 'https://api.github.com', host: 'github.com' },
    ...{ repositories: {}, owners: [], environments: { api: { name: 'production', isProduction: true } } },
  },
  page: {},
  prune: { olderThanMs: 1, keep: 1, repositories: [], apply: true },
  figures: { metrics: true, traces: true, zone: 'UTC', rollbackWithinMs: 1 },
}

it('every resource of the own stack that rights are granted on has a name', () => {
  const unnamed = functionKeysOf(everything).flatMap((key) =>
    functionRights(key, everything, exact)
      .flatMap(({ Resource }) => Resource)
      .filter((one) => typeof one !== 'string')
      .filter((one) => !JSON.stringify(one).includes('Role"'))
      .filter((one) => ownArn(one, everything) === undefined),
  )
  expect(unnamed).toEqual([])
})

it('every function but doctor is asked about, each action that its role grants', () => {
  const questions = rightsAsked(everything)
  const keys = functionKeysOf(everything).filter((key) => key !== 'doctor')
  const asked = keys.map((key) => new Set(questions.filter((one) => one.key === key).flatMap(({ actions }) => actions)))
  const granted = keys.map((key) => new Set(functionRights(key, everything, exact).flatMap(({ Action }) => Action)))
  expect(asked).toEqual(granted)
})

it('roles are passed in the name of whom they are for', () => {
  const [question] = rightsAsked(config).filter(({ actions }) => actions.includes('iam:PassRole'))
  expect(question).toMatchObject({
    key: 'reconcile',
    context: [{ key: 'iam:PassedToService', value: 'ecs-tasks.amazonaws.com' }],
  })
  expect(question?.resources).toContain('arn:aws:iam::123456789012:role/api-task')
})

it('no question is about a pattern', () => {
  const texts = rightsAsked(everything).flatMap(({ resources, context }) => [
    ...resources,
    ...context.map(({ value }) => value),
  ])
  expect(texts.filter((text) => /[*?]/.test(text))).toEqual([])
  expect(texts).toContain('arn:aws:dynamodb:us-east-1:123456789012:table/longshore-dev/index/due')
})

it('300 targets are asked about in questions of a size that IAM takes', () => {
  const questions = rightsAsked(configOf(companyTargets()))
  expect(Math.max(...questions.map(({ resources }) => resources.length))).toBeLessThanOrEqual(40)
  expect(questions.length).toBeLessThan(400)
})
