import { PutTraceSegmentsCommand, XRayClient } from '@aws-sdk/client-xray'
import { afterAll, beforeAll, expect, it } from '@jest/globals'
import { type Sandbox, startSandbox } from '../../../sandbox/start-sandbox.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.stop())

function segment(more: object = {}) {
  const now = sandbox.clock.now() / 1_000
  const trace_id = `1-${Math.floor(now).toString(16)}-${'0'.repeat(24)}`
  return { id: 'a'.repeat(16), name: 'api', trace_id, start_time: now - 5, end_time: now, ...more }
}

async function put(...documents: readonly string[]) {
  const credentials = { accessKeyId: 'person', secretAccessKey: 'sandbox' }
  const client = new XRayClient({ endpoint: sandbox.endpoint, region: 'us-east-1', credentials })
  const { UnprocessedTraceSegments = [] } = await client.send(
    new PutTraceSegmentsCommand({ TraceSegmentDocuments: [...documents] }),
  )
  return UnprocessedTraceSegments.map(({ Message }) => Message)
}

it('keeps a segment; the same again takes its place', async () => {
  expect(await put(JSON.stringify(segment()))).toEqual([])
  expect(await put(JSON.stringify(segment({ name: 'web' })))).toEqual([])
  expect(sandbox.xray.segments().map(({ name }) => name)).toEqual(['web'])
})

it.each([
  ['no JSON', () => '{', /no JSON object/],
  ['another id', () => JSON.stringify(segment({ id: 'xyz' })), /16 hexadecimal digits/],
  ['a name with a quote', () => JSON.stringify(segment({ name: 'a"b' })), /a name has/],
  ['an end before its start', () => JSON.stringify(segment({ end_time: 1 })), /ends after it has started/],
  ['a trace of long ago', () => JSON.stringify(segment({ trace_id: `1-50000000-${'0'.repeat(24)}` })), /30 days/],
  ['an annotation with a dash', () => JSON.stringify(segment({ annotations: { 'a-b': 1 } })), /annotation/],
  ['64 KB', () => JSON.stringify(segment({ metadata: { text: 'x'.repeat(65_536) } })), /64 KB/],
])('hands back %s', async (_what, document, why) => {
  const before = sandbox.xray.segments().length
  expect(await put(document())).toEqual([expect.stringMatching(why)])
  expect(sandbox.xray.segments()).toHaveLength(before)
})
