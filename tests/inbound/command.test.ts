import { describe, expect, it } from '@jest/globals'
import { parseExplain, parseRedeploy, parseRollback } from '../../shared/inbound/command.ts'
import { parsePause, parseResume } from '../../shared/inbound/operating-command.ts'

const known = { targets: ['api', 'worker'] }
const digest = `sha256:${'ab'.repeat(32)}`

describe('a command', () => {
  it.each([
    ['v1.2.3', { tag: 'v1.2.3' }],
    [digest, { digest }],
    ['team/api:v1.2.3', { repository: 'team/api', tag: 'v1.2.3' }],
    [`team/api@${digest}`, { repository: 'team/api', digest }],
    [
      '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api:v1',
      { repository: '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api', tag: 'v1' },
    ],
  ])('names the image %s', (image, wish) => {
    expect(parseRedeploy({ target: 'api', image }, known)).toMatchObject({ kind: 'redeploy', image: wish })
  })

  it.each(['', 'team/api', 'team/api:', ':v1', `@${digest}`, 'team/api@sha256:abc', 'Team/api:v1', 'a b', '-v1'])(
    'does not take %p for an image',
    (image) => {
      expect(parseRedeploy({ target: 'api', image }, known)).toMatchObject({
        kind: 'refused',
        why: expect.stringContaining('image must name an image'),
      })
    },
  )

  it('lists every mistake at once, and an example that would do', () => {
    const read = parseRollback({ target: 'apl', to: 7, by: '', when: 'now' }, known)
    expect(read).toEqual({
      kind: 'refused',
      why:
        'Cannot rollback: there is no target "apl"; the targets are api, worker; ' +
        'to must name a release of the ledger by tag or digest; by must be a text of 1 to 200 characters; ' +
        'there is no key "when"; the keys are target, to, by. ' +
        'For example: serverless invoke -f rollback -d \'{"target":"api","to":"v1.2.2","by":"alice"}\'',
    })
  })

  it('says which targets exist when none is named', () => {
    const read = parseRedeploy(undefined, known)
    expect(read).toMatchObject({ why: expect.stringContaining('target is missing; the targets are api, worker') })
  })

  it('says so when the configuration has no targets, and lists no more than fifty', () => {
    const many = { targets: Array.from({ length: 300 }, (_, index) => `t${index}`) }
    expect(parseRedeploy({}, { targets: [] })).toMatchObject({
      why: expect.stringContaining('the configuration has none'),
    })
    expect(parseRedeploy({}, many)).toMatchObject({ why: expect.stringContaining('t49 and 250 more') })
  })

  it('without payload pauses and resumes the whole stack', () => {
    expect(parsePause({}, known)).toEqual({ kind: 'pause', by: 'unknown' })
    expect(parseResume(null, known)).toEqual({ kind: 'resume', by: 'unknown' })
  })

  it('takes no inherited name for a target', () => {
    expect(parsePause({ target: 'constructor' }, known)).toMatchObject({ kind: 'refused' })
  })

  it.each([
    ['a tag and its repository', { image: 'team/api:v1' }, { image: { repository: 'team/api', tag: 'v1' } }],
    ['a digest and its repository', { image: `team/api@${digest}` }, { image: { repository: 'team/api', digest } }],
    ['a tag on one target', { image: 'v1', target: 'api' }, { image: { tag: 'v1' }, target: 'api' }],
  ])('explain takes %s', (_what, payload, command) => {
    expect(parseExplain(payload, known)).toEqual({ kind: 'explain', ...command })
  })

  it('explain wants the repository where all targets are asked about', () => {
    expect(parseExplain({ image: digest }, known)).toMatchObject({
      why: expect.stringContaining('image must name repository and tag'),
    })
  })
})
