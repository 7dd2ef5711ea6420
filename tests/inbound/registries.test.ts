import { describe, expect, it } from '@jest/globals'
import type { Policy } from '../../shared/domain/policy.ts'
import { parseImagePush, registriesOf } from '../../shared/inbound/image-push.ts'

function targetFed(...repositories: string[]) {
  const tags = { kind: 'exact', tag: 'stable' } as const
  const policy: Policy = {
    target: 'api',
    hash: 'h',
    mode: 'revision',
    containers: Object.fromEntries(
      repositories.map((repository, index) => [`c${index}`, { repository, tags, order: 'exact' as const }]),
    ),
    settleMs: 0,
    deadlineMs: 1,
    bakeMs: 0,
    rollback: 'auto',
    onNewerPush: 'supersede',
    onUsurped: 'wait',
    tolerance: 2,
    announce: [],
  }
  return { policy, kind: 'ecs' as const, ecs: { cluster: 'c', service: 's', family: 'f', roles: [] } }
}

describe('the registries that targets take images from', () => {
  const config = {
    targets: {
      api: targetFed('1.dkr.ecr.us-east-1.amazonaws.com/team/api', '1.dkr.ecr.us-east-1.amazonaws.com/team/proxy'),
      china: targetFed('2.dkr.ecr.cn-north-1.amazonaws.com.cn/team/api'),
    },
  }

  it('are told once each', () => {
    expect(registriesOf(config)).toEqual(['1.dkr.ecr.us-east-1.amazonaws.com', '2.dkr.ecr.cn-north-1.amazonaws.com.cn'])
  })

  it('give a push the URI of its partition', () => {
    const push = {
      id: 'e',
      source: 'aws.ecr',
      'detail-type': 'ECR Image Action',
      account: '2',
      region: 'cn-north-1',
      time: '2026-11-20T09:15:04Z',
      detail: {
        'action-type': 'PUSH',
        result: 'SUCCESS',
        'repository-name': 'team/api',
        'image-tag': 'v1',
        'image-digest': `sha256:${'ab'.repeat(32)}`,
      },
    }
    expect(parseImagePush(push, registriesOf(config))).toMatchObject({
      repository: '2.dkr.ecr.cn-north-1.amazonaws.com.cn/team/api',
    })
  })
})
