import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { originOf } from '../../shared/origin/image-labels.ts'
import { revisionInTag } from '../../shared/origin/revision-in-tag.ts'
import { whereFrom } from '../../shared/origin/where-from.ts'

const revisionLabel = 'org.opencontainers.image.revision'
const sourceLabel = 'org.opencontainers.image.source'
const commit = '4f1c2b7a9d3e5f60718293a4b5c6d7e8f9012345'
const acme = { host: 'github.com', owner: 'acme', name: 'api' }

describe('the labels of an image', () => {
  it('name commit, repository and time', () => {
    const labels = { [revisionLabel]: commit.toUpperCase(), [sourceLabel]: 'https://github.com/acme/api', other: 'x' }
    expect(originOf(labels, '2026-11-16T08:00:00Z')).toEqual({
      revision: commit,
      source: acme,
      createdAt: Date.parse('2026-11-16T08:00:00Z'),
    })
  })

  it.each([
    'https://github.com/acme/api.git',
    'https://GitHub.com/acme/api/',
    'git+https://github.com/acme/api.git',
    'git@github.com:acme/api.git',
    'ssh://git@github.com/acme/api',
  ])('name a repository as %s', (source) => {
    expect(originOf({ [sourceLabel]: source }, undefined).source).toEqual(acme)
  })

  it.each([[undefined], [''], [null]])('say nothing of the time when it is %j', (created) => {
    expect(originOf({}, created)).toEqual({})
  })

  it.each(['1970-01-01T00:00:00Z', '0001-01-01T00:00:00Z', 'yesterday', 'x'.repeat(10_000)])(
    'say nothing of the time when a build left it out or made it up (%.20s)',
    (created) => {
      expect(originOf({}, created)).toEqual({})
    },
  )

  it.each([
    ['markup', '<script>alert(1)</script>'],
    ['a Slack mention', '<!channel> *bold*'],
    ['line breaks', `${commit}\n::set-output name=x::y`],
    ['ten kilobytes', 'a'.repeat(10_000)],
    ['a branch', 'main'],
    ['a dirty tree', `${commit}-dirty`],
    ['an option', '--upload-pack=touch'],
    ['a path', '../../../etc/passwd'],
    ['a number', 1234567],
    ['too few digits', 'abc123'],
  ])('are refused when the commit is %s', (_what, revision) => {
    const origin = originOf({ [revisionLabel]: revision }, undefined)
    expect(origin.revision).toBeUndefined()
    expect(origin.refused).toHaveLength(1)
    expect(origin.refused?.[0]).toMatch(/^The label org\.opencontainers\.image\.revision is .* no id of a commit/)
    expect(origin.refused?.[0]?.length).toBeLessThan(250)
    expect(origin.refused?.[0]).not.toMatch(/[\n\r]/)
  })
})

describe('the repository in the labels of an image', () => {
  it.each([
    ['markup', 'https://github.com/acme/<b>api</b>'],
    ['line breaks', 'https://github.com/acme/api\nhttps://evil.example'],
    ['ten kilobytes', `https://github.com/acme/${'a'.repeat(10_000)}`],
    ['a path that climbs', 'https://github.com/acme/..'],
    ['a path that climbs, encoded', 'https://github.com/acme/%2e%2e%2fother'],
    ['a deeper path', 'https://github.com/acme/api/../../other/secret'],
    ['a query', 'https://github.com/acme/api?ref=x'],
    ['a fragment', 'https://github.com/acme/api#x'],
    ['another protocol', 'javascript:alert(1)'],
    ['a file', 'file:///etc/passwd'],
    ['no repository', 'https://github.com/acme'],
    ['a list', ['https://github.com/acme/api']],
    ['a host with a trick', 'https://github.com@evil.example/acme/api'],
  ])('is refused when it is %s', (_what, source) => {
    const origin = originOf({ [sourceLabel]: source }, undefined)
    expect(origin.source).toBeUndefined()
    expect(origin.refused).toHaveLength(1)
    expect(origin.refused?.[0]?.length).toBeLessThan(250)
    expect(origin.refused?.[0]).not.toMatch(/[\n\r]/)
  })

  it('loses a password that somebody left in a URL', () => {
    const { refused } = originOf({ [sourceLabel]: 'https://bob:hunter2secret@github.com/acme/api' }, undefined)
    expect(refused?.join()).not.toContain('hunter2')
  })
})

describe('whatever strangers write into labels', () => {
  const anything = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc.webUrl(),
    fc
      .constantFrom('https://github.com/', 'git@github.com:', commit)
      .chain((head) => fc.string({ maxLength: 200 }).map((tail) => head + tail)),
    fc.anything(),
  )

  it('is taken as a plain id and a plain name, or refused in one short line', () => {
    fc.assert(
      fc.property(anything, anything, anything, (revision, source, created) => {
        const origin = originOf({ [revisionLabel]: revision, [sourceLabel]: source }, created)
        if (origin.revision !== undefined) expect(origin.revision).toMatch(/^[0-9a-f]{7,64}$/)
        if (origin.source) expect(Object.values(origin.source).join('/')).toMatch(/^[\w.:-]+\/[\w-]+\/[\w.-]+$/)
        for (const line of origin.refused ?? []) {
          expect(line.length).toBeLessThan(300)
          expect(line).not.toMatch(/[\p{Cc}\u202e]/u)
        }
      }),
    )
  })
})

describe('a tag', () => {
  it.each([
    [commit, commit],
    ['sha-1a2b3c4', '1a2b3c4'],
    ['main-1a2b3c4d', '1a2b3c4d'],
    ['v1.2.3-1a2b3c4', '1a2b3c4'],
    ['1A2B3C4', '1a2b3c4'],
    ['20261116', undefined],
    ['build-1234567', undefined],
    ['v1.2.3', undefined],
    ['latest', undefined],
    ['defaced', undefined],
    [undefined, undefined],
  ])('%s names the commit %s', (tag, revision) => {
    expect(revisionInTag(tag)).toBe(revision)
  })
})

describe('where an image comes from', () => {
  const repository = '123456789012.dkr.ecr.us-east-1.amazonaws.com/team/api'
  const digest = `sha256:${'0'.repeat(64)}` as const
  const image = { repository, digest, tag: 'main-1a2b3c4' }
  const sources = { host: 'github.com', repositories: {}, owners: [] }
  const configured = { ...sources, repositories: { [repository]: { owner: 'acme', name: 'api' } } }
  const labelled = { revision: commit, source: acme }

  it('is what its labels say', () => {
    expect(whereFrom(image, labelled, sources)).toEqual({
      kind: 'known',
      source: acme,
      revision: commit,
      byLabel: true,
    })
  })

  it('is the commit in its tag, of the configured repository, when it has no labels', () => {
    expect(whereFrom(image, {}, configured)).toEqual({
      kind: 'known',
      source: { owner: 'acme', name: 'api' },
      revision: '1a2b3c4',
      byLabel: false,
    })
    const unreadable = 'ecr:BatchGetImage is missing.'
    expect(whereFrom(image, { unreadable }, configured)).toMatchObject({ kind: 'known', revision: '1a2b3c4' })
  })

  it.each([
    ['nothing says where its code is', {}, sources, 'No label and no entry of github.repositories'],
    ['nothing names a commit', {}, configured, 'Neither a label nor its tag'],
    ['its code is elsewhere', { ...labelled, source: { ...acme, host: 'gitlab.com' } }, sources, 'not on github.com'],
    [
      'the label contradicts the configuration',
      { ...labelled, source: { ...acme, name: 'other' } },
      configured,
      'longshore.yml says acme/api',
    ],
    [
      'the configured repository is claimed for another host',
      { ...labelled, source: { ...acme, host: 'github.com.evil.example' } },
      configured,
      'longshore.yml says acme/api',
    ],
    ['a stranger owns it', labelled, { ...sources, owners: ['initech'] }, 'github.owners does not list'],
  ])('is unknown when %s', (what, origin, known, why) => {
    const tagged = what === 'nothing names a commit' ? { repository, digest, tag: 'latest' } : image
    const found = whereFrom(tagged, origin, known)
    expect(found).toMatchObject({ kind: 'nameless', why: expect.stringContaining(why) })
  })

  it('tells what is wrong with the labels when they are of no use', () => {
    const found = whereFrom({ repository, digest, tag: 'latest' }, { refused: ['The label is wrong.'] }, configured)
    expect(found).toMatchObject({ kind: 'nameless', why: expect.stringContaining('The label is wrong.') })
  })

  it('is unknown, and not blamed on labels, when they cannot be read', () => {
    const found = whereFrom(image, { unreadable: 'ecr:BatchGetImage is missing.' }, sources)
    expect(found).toEqual({ kind: 'unreadable', why: 'Its labels cannot be read. ecr:BatchGetImage is missing.' })
  })
})
