import { expect, it } from '@jest/globals'
import { jsonLine } from '../../sandbox/rehearsal/json-lines.ts'
import { createTimeline } from '../../sandbox/rehearsal/timeline.ts'
import type { ScenarioEvent } from '../../sandbox/scenario/scenario-event.ts'

const at = Date.parse('2026-11-16T09:03:30Z')
const status = {
  repository: 'acme/api',
  ref: 'a'.repeat(40),
  environment: 'production',
  state: 'success',
  description: '1.1.0 is proven',
}
const event: ScenarioEvent = { at, kind: 'github', status }

it('a status that GitHub took is a line of the timeline', () => {
  const timeline = createTimeline((_style, text) => text)
  timeline({ at: at - 210_000, kind: 'begin', name: 'story', title: 'A story.', seed: 1 })
  expect(timeline(event)).toEqual(['  00:03:30  GitHub: acme/api in production is success: 1.1.0 is proven'])
})

it('and a line for machines', () => {
  expect(jsonLine(event)).toEqual({ type: 'github', at: '2026-11-16T09:03:30.000Z', ...status })
})
