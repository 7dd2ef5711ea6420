import { describe, expect, it } from '@jest/globals'
import { matchesPattern } from '../../sandbox/services/events/matches-pattern.ts'
import { accountTemplate } from '../../shared/config/derive/account-template.ts'
import { forwardedEvents } from '../../shared/config/derive/forwarded-events.ts'
import { functionKeysOf } from '../../shared/config/derive/function-key.ts'
import { imagePushedRules } from '../../shared/config/derive/image-pushed-rules.ts'
import { rolloutRules } from '../../shared/config/derive/rollout-rules.ts'
import { statements } from '../../shared/config/derive/statements.ts'
import { templateParts } from '../../shared/config/derive/template.ts'
import { grantedBy, grants } from '../template/granted.ts'
import { aService, configOf, externalId, home, member, memberService, role } from './a-member.ts'

const there = { account: member, region: 'us-east-1' }
const prove = {
  alarms: ['api-5xx'],
  logs: [{ name: 'errors', group: '/api', pattern: 'ERROR', atMost: 0 }],
  bake: '5m',
}
const config = configOf({ here: aService('web'), far: memberService('api', { prove }) })
const { Resources } = accountTemplate(config, there)

const reconcile = statements('reconcile', config)
const onMember = (arn: unknown): boolean => JSON.stringify(arn).includes(member)

describe('the role in another account', () => {
  it('may do exactly what reconcile may do to a service of its own account', () => {
    const asHome = configOf({
      far: memberService('api', {
        prove,
        account: undefined,
        role: undefined,
        externalId: undefined,
        ecs: Object(aService('api'))['ecs'],
      }),
    })
    const alone = statements('reconcile', asHome).filter(
      ({ Sid }) => !/Table|Consume|Announce|ReadImages|WriteOwnLog/.test(Sid),
    )
    const moved = grants(alone).map((grant) => grant.replaceAll(home.account, member))
    expect(grants(grantedBy(Resources, 'TargetRole'))).toEqual(moved)
    expect(moved.some((grant) => grant.startsWith('ecs:UpdateService'))).toBe(true)
    expect(moved.some((grant) => grant.startsWith('iam:PassRole'))).toBe(true)
  })

  it('is trusted to the one function that deploys, with the external id', () => {
    expect(Resources['TargetRole']).toMatchObject({
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: 'longshore-target',
        AssumeRolePolicyDocument: {
          Statement: [
            {
              Principal: { AWS: `arn:aws:iam::${home.account}:root` },
              Action: 'sts:AssumeRole',
              Condition: {
                StringEquals: { 'sts:ExternalId': [externalId] },
                ArnLike: {
                  'aws:PrincipalArn': [`arn:aws:iam::${home.account}:role/longshore-dev-ReconcileRole-*`],
                },
              },
            },
          ],
        },
      },
    })
  })
})

describe('the other role there', () => {
  it('may look alone, and is trusted to those that only look', () => {
    const statementsOf = grantedBy(Resources, 'TargetLookRole')
    const actions = statementsOf.flatMap(({ Action }) => Action)
    expect(actions).toContain('ecs:DescribeServices')
    expect(actions.filter((action) => !/:(Describe|List|Get|BatchGet)/.test(action))).toEqual([])
    const { Properties } = Object(Resources['TargetLookRole'])
    expect(Properties.RoleName).toBe('longshore-target-look')
    const [{ Condition }] = Properties.AssumeRolePolicyDocument.Statement
    expect(Condition.StringEquals).toEqual({ 'sts:ExternalId': [externalId] })
    expect(Condition.ArnLike['aws:PrincipalArn']).toContain(
      `arn:aws:iam::${home.account}:role/longshore-dev-TickRole-*`,
    )
    expect(JSON.stringify(Condition)).not.toContain('ReconcileRole')
  })
})

describe('each role of another account', () => {
  it('is taken on by these alone, and nothing there is granted to the stack itself', () => {
    const having = (action: string) =>
      functionKeysOf(config).filter((key) => statements(key, config).some(({ Action }) => Action.includes(action)))
    expect(having('sts:AssumeRole')).toEqual(expect.arrayContaining(['tick', 'reconcile']))
    expect(having('sts:AssumeRole')).toEqual(having('ecs:DescribeServices'))
    const taken = (key: 'tick' | 'reconcile') =>
      statements(key, config).flatMap(({ Action, Resource }) => (Action.includes('sts:AssumeRole') ? Resource : []))
    expect(taken('tick')).toEqual([`${role}-look`])
    expect(
      reconcile.filter(({ Action }) => Action.includes('sts:AssumeRole')).flatMap(({ Resource }) => Resource),
    ).toEqual([role])
    const others = reconcile.filter(({ Action }) => !Action.includes('sts:AssumeRole'))
    expect(others.filter(({ Resource, Condition }) => onMember([Resource, Condition]))).toEqual([])
    expect(others.flatMap(({ Action }) => Action)).not.toContain('cloudwatch:DescribeAlarms')
  })

  it('has each statement once where targets of one region want other external ids', () => {
    const far = (name: string) => memberService(name, { externalId: `id-of-${name}` })
    const three = configOf({ one: far('one'), two: far('two'), three: far('three') })
    for (const id of ['TargetRole', 'TargetLookRole']) {
      const granted = grantedBy(accountTemplate(three, there).Resources, id)
      const sids = granted.map(({ Sid }) => Sid)
      expect(sids.toSorted()).toEqual([...new Set(sids)].toSorted())
      const arns = JSON.stringify(granted)
      for (const name of ['one', 'two', 'three']) expect(arns).toContain(`service/prod/${name}"`)
    }
  })

  it('stands in the template of one region alone', () => {
    const twice = configOf({ far: memberService('api'), farther: memberService('api', { region: 'eu-west-1' }) })
    const ids = (region: string) => Object.keys(accountTemplate(twice, { account: member, region }).Resources)
    expect(ids('us-east-1')).toEqual([
      'TargetRole',
      'TargetLookRole',
      'ForwardRole',
      'Forward1',
      'Forward2',
      'Forward3',
    ])
    expect(ids('eu-west-1')).toEqual(['ForwardRole', 'Forward1', 'Forward2', 'Forward3'])
    const granted = grantedBy(accountTemplate(twice, there).Resources, 'TargetRole')
    const sids = granted.map(({ Sid }) => Sid)
    expect(new Set(sids).size).toBe(sids.length)
    const updates = granted
      .filter(({ Action }) => Action.includes('ecs:UpdateService'))
      .flatMap(({ Resource }) => Resource)
    expect(updates).toEqual([
      `arn:aws:ecs:us-east-1:${member}:service/prod/api`,
      `arn:aws:ecs:eu-west-1:${member}:service/prod/api`,
    ])
  })
})

describe('a region of the own account', () => {
  const far = configOf({ here: aService('api'), far: aService('api', { region: 'eu-west-1' }) })

  it('needs rules alone, and the functions have the rights', () => {
    const { Resources: own } = accountTemplate(far, { account: home.account, region: 'eu-west-1' })
    expect(Object.keys(own)).toEqual(['ForwardRole', 'Forward1', 'Forward2', 'Forward3'])
    const updates = statements('reconcile', far).filter(({ Action }) => Action.includes('ecs:UpdateService'))
    expect(updates.flatMap(({ Resource }) => Resource)).toEqual([
      `arn:aws:ecs:us-east-1:${home.account}:service/prod/api`,
      `arn:aws:ecs:eu-west-1:${home.account}:service/prod/api`,
    ])
    expect(statements('tick', far).flatMap(({ Action }) => Action)).not.toContain('sts:AssumeRole')
    for (const key of functionKeysOf(far)) {
      const sids = statements(key, far).map(({ Sid }) => Sid)
      expect(new Set(sids).size).toBe(sids.length)
    }
  })

  it('needs no policy of the bus', () => {
    expect(templateParts(far, 10).busPrincipals).toEqual([])
    expect(templateParts(far, 10).stack.accounts.resources).toEqual({})
  })
})

describe('what happens there', () => {
  const event = (place: object, service: string) => ({
    ...{ source: 'aws.ecs', 'detail-type': 'ECS Deployment State Change', ...place },
    resources: [`arn:aws:ecs:us-east-1:${Object(place).account}:service/prod/${service}`],
    detail: { eventName: 'SERVICE_DEPLOYMENT_FAILED' },
  })
  const push = (name: string) => ({
    ...{ source: 'aws.ecr', 'detail-type': 'ECR Image Action', ...there },
    detail: { 'action-type': 'PUSH', result: 'SUCCESS', 'repository-name': name, 'image-tag': 'main' },
  })
  const isForwarded = (from: typeof config, what: object): boolean =>
    forwardedEvents(from, there).some((pattern) => matchesPattern({ ...pattern }, what))

  it('is passed on when it is about a target there, and heard here', () => {
    expect(isForwarded(config, event(there, 'api'))).toBe(true)
    expect(rolloutRules(config).some((pattern) => matchesPattern({ ...pattern }, event(there, 'api')))).toBe(true)
  })

  it('is not passed on otherwise, nor a second time', () => {
    expect(isForwarded(config, event(there, 'web'))).toBe(false)
    expect(isForwarded(config, event({ ...there, account: '333333333333' }, 'api'))).toBe(false)
    expect(isForwarded(config, push('team/api'))).toBe(false)
  })

  it('is passed on when it is a push into a repository there', () => {
    const repository = `${member}.dkr.ecr.us-east-1.amazonaws.com/team/web`
    const ecs = { ...Object(aService('web'))['ecs'], containers: { app: { repository, tags: { exact: 'main' } } } }
    const images = configOf({ here: { ecs } })
    expect(isForwarded(images, push('team/web'))).toBe(true)
    expect(isForwarded(images, push('team/api'))).toBe(false)
    expect(imagePushedRules(images).some((pattern) => matchesPattern({ ...pattern }, push('team/web')))).toBe(true)
    expect(Object.keys(accountTemplate(images, there).Resources)).toEqual(['ForwardRole', 'Forward1'])
    expect(templateParts(images, 10).busPrincipals).toEqual([`arn:aws:iam::${member}:root`])
  })

  it('is taken from the accounts that are named', () => {
    const parts = templateParts(config, 10)
    expect(parts.busPrincipals).toEqual([`arn:aws:iam::${member}:root`])
    expect(parts.stack.accounts.resources).toContain('./stack/accounts.yml')
  })
})

it('an account of which nothing is named is refused, and those are told that are', () => {
  expect(() => accountTemplate(config, { account: '333333333333', region: 'us-east-1' })).toThrow(
    `Other places that it names: ${member} in us-east-1.`,
  )
})
