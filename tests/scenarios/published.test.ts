import { expect, it } from '@jest/globals'
import { documentOf } from '../../sandbox/scenario/published.ts'
import type { Publication } from '../../sandbox/services/sns/topic.ts'

function aPublication(kind: string | undefined, document: object | string): Publication {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  return {
    ...{ id: 'p1', topicArn: 'arn:aws:sns:us-east-1:123456789012:longshore-dev-deployments', at: 0 },
    messages: { default: 'words', sqs: text },
    attributes: kind === undefined ? {} : { kind: { DataType: 'String', StringValue: kind } },
  }
}

const notice = { kind: 'notice', id: 'n1', target: 'api', at: '2026-11-16T09:00:00Z', reason: 'why', notice: 'refused' }

it('reads an announcement', () => {
  expect(documentOf(aPublication('notice', notice))).toEqual(notice)
})

it.each<[string, Publication]>([
  [
    'the test that doctor sends',
    aPublication('test', { schema: 'longshore.test', version: 1, stack: 'longshore-dev' }),
  ],
  ['what somebody published by hand', aPublication(undefined, 'hello')],
])('leaves %s alone', (_what, publication) => {
  expect(documentOf(publication)).toBeUndefined()
})

it('throws for an announcement of another shape than the published one', () => {
  expect(() => documentOf(aPublication('outcome', { kind: 'outcome', id: 'o1' }))).toThrow('is no announcement')
})
