import { expect, it } from '@jest/globals'
import { slackLimitBroken } from '../../../sandbox/receivers/slack-limits.ts'

const plain = (text: string) => ({ type: 'plain_text', text })
const button = { type: 'button', action_id: 'a', text: plain('Press'), value: 'v' }
const confirm = { title: plain('Sure?'), text: plain('It stops.'), confirm: plain('Yes'), deny: plain('No') }
const message = (...elements: object[]) => ({ text: 'text', blocks: [{ type: 'actions', elements }] })
const long = (length: number) => 'x'.repeat(length)

it.each<[string, object]>([
  ['a button', button],
  ['a button with a question', { ...button, confirm }],
  ['the longest of everything', { ...button, action_id: long(255), text: plain(long(75)), value: long(2_000) }],
  [
    'the longest question',
    {
      ...button,
      confirm: { title: plain(long(100)), text: plain(long(300)), confirm: plain(long(30)), deny: plain(long(30)) },
    },
  ],
])('%s is taken', (_, element) => {
  expect(slackLimitBroken(message(element))).toBeUndefined()
})

it.each<[string, object]>([
  ['something that is no button', { type: 'datepicker' }],
  ['a text with markup', { ...button, text: { type: 'mrkdwn', text: 'Press' } }],
  ['a text of 76 characters', { ...button, text: plain(long(76)) }],
  ['no text', { ...button, text: plain('') }],
  ['an id of 256 characters', { ...button, action_id: long(256) }],
  ['a value of 2,001 characters', { ...button, value: long(2_001) }],
  ['a title of 101 characters', { ...button, confirm: { ...confirm, title: plain(long(101)) } }],
  ['a question of 301 characters', { ...button, confirm: { ...confirm, text: plain(long(301)) } }],
  ['a yes of 31 characters', { ...button, confirm: { ...confirm, confirm: plain(long(31)) } }],
  ['a question without a no', { ...button, confirm: { ...confirm, deny: undefined } }],
])('%s is refused', (_, element) => {
  expect(slackLimitBroken(message(element))).toMatchObject({ error: 'invalid_blocks' })
})

it('25 buttons are taken, 26 and none are not', () => {
  const some = (count: number) => slackLimitBroken(message(...Array.from({ length: count }, () => button)))
  expect([some(25), some(26)?.error, some(0)?.error]).toEqual([undefined, 'invalid_blocks', 'invalid_blocks'])
})
