import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { problemOf } from '../../shared/aws/problem.ts'
import { answering, calling, Refusal, refuse } from '../../shared/aws/refusal.ts'

const doing = { action: 'ecs:UpdateService', subject: 'service api in cluster production' }

function anError(name: string, message = 'no', status = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } })
}

it.each([
  ['ThrottlingException', 400, 'throttled'],
  ['TooManyRequestsException', 429, 'throttled'],
  ['ProvisionedThroughputExceededException', 400, 'throttled'],
  ['RequestLimitExceeded', 503, 'throttled'],
  ['AccessDeniedException', 400, 'denied'],
  ['UnrecognizedClientException', 400, 'denied'],
  ['ServiceNotFoundException', 400, 'gone'],
  ['ServiceNotActiveException', 400, 'gone'],
  ['ClusterNotFoundException', 400, 'gone'],
  ['RepositoryNotFoundException', 400, 'gone'],
  ['UnsupportedFeatureException', 400, 'unsupported'],
  ['InvalidParameterException', 400, 'invalid'],
  ['ClientException', 400, 'invalid'],
  ['PlatformTaskDefinitionIncompatibilityException', 400, 'invalid'],
  ['SomethingNewException', 400, 'invalid'],
  ['ServerException', 500, 'unavailable'],
  ['InternalServerError', 503, 'unavailable'],
] as const)('reads %s (%i) as %s', (name, status, cause) => {
  expect(problemOf(anError(name, 'no', status), doing).cause).toBe(cause)
})

it.each([['TimeoutError'], ['ECONNREFUSED'], ['Error']])('waits for what never reached AWS (%s)', (name) => {
  expect(problemOf(Object.assign(new Error('x'), { name }), doing).cause).toBe('unavailable')
})

it('names the missing permission and the resource from the words of AWS', () => {
  const words =
    'User: arn:aws:sts::123456789012:assumed-role/longshore/x is not authorized to perform: iam:PassRole ' +
    'on resource: arn:aws:iam::123456789012:role/api-task because no identity-based policy allows the iam:PassRole action'
  expect(problemOf(anError('ClientException', words), doing)).toEqual({
    kind: 'problem',
    cause: 'denied',
    message:
      'Cannot update service api in cluster production: the permission iam:PassRole is missing on ' +
      'arn:aws:iam::123456789012:role/api-task. Allow it for the function that asked, then try again.',
  })
})

it('names what was being done where AWS does not say', () => {
  expect(problemOf(anError('AccessDeniedException'), doing).message).toContain(
    'the permission ecs:UpdateService is missing on service api in cluster production',
  )
})

it.each([
  ['ecs:DescribeServices', 'services a, b in cluster c', 'Cannot describe services a, b in cluster c: '],
  ['ecs:RegisterTaskDefinition', 'a revision of api', 'Cannot register a revision of api: '],
  ['dynamodb:BatchWriteItem', 'facts to the inbox', 'Cannot write facts to the inbox: '],
  ['ecr:BatchGetImage', 'image x', 'Cannot read image x: '],
])('says in words what was being done (%s)', (action, subject, start) => {
  expect(problemOf(anError('ClientException'), { action, subject }).message.startsWith(start)).toBe(true)
})

it('never throws and stays short, whatever was thrown', () => {
  fc.assert(
    fc.property(fc.anything(), fc.string({ maxLength: 5_000 }), (thrown, message) => {
      expect(problemOf(thrown, doing).kind).toBe('problem')
      expect(problemOf(anError('ClientException', message), doing).message.length).toBeLessThan(600)
    }),
    {
      examples: [
        [Object.create(null), ''],
        [{ toString: 1 }, ''],
        [undefined, ''],
      ],
      numRuns: 500,
    },
  )
})

it('turns what AWS answers into a problem at the border, and lets a bug through', async () => {
  const denied = () => Promise.reject(anError('AccessDeniedException'))
  expect(await answering(() => calling(doing, denied))).toMatchObject({ kind: 'problem', cause: 'denied' })
  expect(await answering(async () => refuse('invalid', 'no'))).toEqual({
    kind: 'problem',
    cause: 'invalid',
    message: 'no',
  })
  await expect(answering(() => Promise.reject(new TypeError('bug')))).rejects.toThrow(TypeError)
})

it('keeps the error of AWS as the cause', async () => {
  const cause = anError('AccessDeniedException')
  const refusal: unknown = await calling(doing, () => Promise.reject(cause)).catch((error: unknown) => error)
  expect(refusal).toBeInstanceOf(Refusal)
  expect(refusal).toMatchObject({ cause })
})
