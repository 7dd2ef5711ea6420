import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { signedPress } from '../../sandbox/receivers/slack-press.ts'
import { parsePress } from '../../shared/inbound/slack-action.ts'

const about = { stack: 'longshore-dev', target: 'api', deployment: '01JC00000000000000000000AA', stage: 'start' }
const pressed = { button: { action_id: 'longshore_approve', value: JSON.stringify(about) }, user: 'U0ALICE', at: 0 }
const bodyOf = (changes: Record<string, unknown> = {}) =>
  signedPress({ ...pressed, responseUrl: 'https://hooks.slack.com/actions/T/1', ...changes }).body

/** As Slack sends it, with parts of the payload changed. */
function payload(changes: Record<string, unknown>): string {
  const whole = JSON.parse(new URLSearchParams(bodyOf()).get('payload') ?? '')
  return new URLSearchParams({ payload: JSON.stringify({ ...whole, ...changes }) }).toString()
}

describe('a press', () => {
  it('says which button of which deployment, who, and where the answer goes', () => {
    expect(parsePress(bodyOf({ name: 'alice', team: 'T0ACME' }))).toEqual({
      kind: 'press',
      action: 'approve',
      about,
      user: { id: 'U0ALICE', name: 'alice' },
      teams: ['T0ACME', 'T0ACME'],
      replyTo: 'https://hooks.slack.com/actions/T/1',
    })
  })

  it('names the workspace of the person beside that of the channel', () => {
    const guest = { id: 'U0GUEST', username: 'guest', team_id: 'T0OTHER' }
    expect(parsePress(payload({ user: guest }))).toMatchObject({ teams: ['T0SANDBOX', 'T0OTHER'] })
    expect(parsePress(payload({ team: null, user: guest }))).toMatchObject({ teams: ['T0OTHER'] })
  })

  it('keeps of a name what fits into a line', () => {
    const user = { id: 'U0ALICE', username: `al\nice\u202e ${'x'.repeat(500)}` }
    const press = parsePress(payload({ user }))
    expect(press.kind === 'press' && press.user.name).toMatch(/^al ice x{70,}…$/)
  })
})

describe('what is no press of ours is ignored', () => {
  it.each<[string, string]>([
    ['another kind of interaction', payload({ type: 'view_submission' })],
    ['a button of another app', bodyOf({ button: { action_id: 'deploy', value: '{}' } })],
    ['a button that there is not', bodyOf({ button: { ...pressed.button, action_id: 'longshore_delete' } })],
    ['a button without a value', bodyOf({ button: { action_id: 'longshore_approve' } })],
    ['a value that is no JSON', bodyOf({ button: { ...pressed.button, value: '{' } })],
    [
      'a value with something more',
      bodyOf({ button: { ...pressed.button, value: JSON.stringify({ ...about, by: 'x' }) } }),
    ],
    [
      'a target that cannot be',
      bodyOf({ button: { ...pressed.button, value: JSON.stringify({ ...about, target: '../x' }) } }),
    ],
    ['a press by nobody', payload({ user: undefined })],
    ['no buttons', payload({ actions: [] })],
    ['a form without a payload', 'ssl_check=1'],
    ['a payload that is no JSON', 'payload=%7B'],
    ['nothing', ''],
  ])('%s', (_, body) => {
    expect(parsePress(body)).toMatchObject({ kind: 'ignored' })
  })

  it('whatever it is, without throwing', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(parsePress(new URLSearchParams({ payload: json }).toString())).toMatchObject({ kind: 'ignored' })
      }),
      { numRuns: 200 },
    )
  })
})
