import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from '@jest/globals'
import { aFile } from '../config/a-configuration.ts'
import { packageStack } from '../template/package-stack.ts'
import { aService, home, member, memberService, role } from './a-member.ts'

it('the packaged stack takes on the role of another account, and its bus hears that account alone', () => {
  const config = join(mkdtempSync(join(tmpdir(), 'longshore-')), 'longshore.yml')
  writeFileSync(config, aFile({ here: aService('web'), there: memberService('api') }, home))
  const { exitCode, output, template } = packageStack({ config })
  expect([exitCode, exitCode === 0 ? '' : output]).toEqual([0, ''])
  const policies = Object.values(template.resources).filter(({ Type }) => Type === 'AWS::Events::EventBusPolicy')
  expect(policies).toMatchObject([
    {
      Properties: {
        EventBusName: 'default',
        StatementId: 'longshore-dev-accounts',
        Statement: {
          Effect: 'Allow',
          Principal: { AWS: [`arn:aws:iam::${member}:root`] },
          Action: 'events:PutEvents',
          Resource: { 'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default` },
        },
      },
    },
  ])
  const takers = Object.entries(template.resources).filter(
    ([, { Type, Properties }]) => Type === 'AWS::IAM::Role' && JSON.stringify(Properties.Policies).includes(role),
  )
  expect(takers.map(([id]) => id)).toEqual(expect.arrayContaining(['TickRole', 'ReconcileRole']))
}, 60_000)
