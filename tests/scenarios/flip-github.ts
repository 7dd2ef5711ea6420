import type { Expectations } from '../../sandbox/scenario/expectation-schema.ts'
import type { Flip } from './flip.ts'

/** What GitHub was told, each part of it flipped alone. */
export function githubFlips(expect: Expectations): Flip[] {
  const { github } = expect
  if (!github) return []
  const single = github.flatMap((one, index) =>
    Object.keys(one).map((key) => ({
      path: `github[${index}].${key}`,
      expect: {
        ...expect,
        github: github.map((other, at) =>
          at === index
            ? { ...other, [key]: key === 'statuses' ? [...one.statuses, 'success'] : 'no-such/thing' }
            : other,
        ),
      },
    })),
  )
  const more = { repository: 'no/such', environment: 'none', commit: 'none', statuses: [] }
  const fewer = github.length > 0 ? [{ path: 'github-1', expect: { ...expect, github: github.slice(1) } }] : []
  return [...single, ...fewer, { path: 'github+1', expect: { ...expect, github: [...github, more] } }]
}
