import { expect, it } from '@jest/globals'
import { consoleLink } from '../../shared/notify/console-link.ts'

it.each([
  [
    'us-east-1',
    'https://us-east-1.console.aws.amazon.com/ecs/v2/clusters/prod/services/a%20b/deployments?region=us-east-1',
  ],
  [
    'cn-north-1',
    'https://cn-north-1.console.amazonaws.cn/ecs/v2/clusters/prod/services/a%20b/deployments?region=cn-north-1',
  ],
  [
    'us-gov-west-1',
    'https://us-gov-west-1.console.amazonaws-us-gov.com/ecs/v2/clusters/prod/services/a%20b/deployments?region=us-gov-west-1',
  ],
])('the console of %s is on its own host', (region, link) => {
  expect(consoleLink({ region, cluster: 'prod', service: 'a b' })).toBe(link)
})
