import { expect, it } from '@jest/globals'
import fc from 'fast-check'
import { comparePushes } from '../../shared/domain/order.ts'
import type { Order } from '../../shared/domain/policy.ts'
import type { Mark } from '../../shared/domain/record.ts'
import { admits, whyNotAdmitted } from '../../shared/domain/tag-policy.ts'
import { digest, t0 } from './a-world.ts'

const orders: Order[] = ['pushed', 'semver']

function mark(tag: string, seconds: number, n = 1): Mark {
  return { tag, digest: digest(n), pushedAt: t0 + seconds * 1000 }
}

it.each([
  ['the later push', 'pushed', mark('main-1', 2), mark('main-2', 1)],
  ['the naturally higher tag within a second', 'pushed', mark('main-10', 0.9), mark('main-9', 0.1)],
  ['the higher digest when all else is equal', 'pushed', mark('main-1', 0, 2), mark('main-1', 0, 1)],
  ['the higher version whenever it was pushed', 'semver', mark('1.10.0', 0), mark('1.9.0', 9)],
  ['the release over its candidate', 'semver', mark('v2.0.0', 0), mark('v2.0.0-rc.1', 9)],
  ['the later push of equal versions', 'semver', mark('1.0.0+b', 9), mark('1.0.0+c', 0)],
  ['a version over what is none', 'semver', mark('0.0.1', 0), mark('main-9', 9)],
  ['the later push of what are no versions', 'semver', mark('main-1', 9), mark('main-2', 0)],
] as const)('takes %s for newer (%#)', (_which, order, newer, older) => {
  expect(comparePushes(order, newer, older)).toBeGreaterThan(0)
  expect(comparePushes(order, older, newer)).toBeLessThan(0)
})

const marks = fc.record({
  tag: fc.constantFrom(
    'main-1',
    'main-01',
    'main-10',
    'MAIN-1',
    '1.0.0',
    'v1.0.0',
    '1.0.0-rc.1',
    '2.0.0',
    '1.0.0+x',
    'é',
    '',
  ),
  digest: fc.integer({ min: 1, max: 3 }).map(digest),
  pushedAt: fc.integer({ min: 0, max: 3000 }).map((ms) => t0 + ms),
})

it.each(orders)('orders pushes totally and independently of arrival (%s)', (order) => {
  fc.assert(
    fc.property(marks, marks, marks, (a, b, c) => {
      const ab = Math.sign(comparePushes(order, a, b))
      expect(ab).toBe(0 - Math.sign(comparePushes(order, b, a)))
      if (ab <= 0 && comparePushes(order, b, c) <= 0) expect(comparePushes(order, a, c)).toBeLessThanOrEqual(0)
      if (ab === 0) expect([a.tag, a.digest]).toEqual([b.tag, b.digest])
    }),
    { numRuns: 2000 },
  )
})

it.each([
  [{ kind: 'exact', tag: 'live' }, 'live', undefined],
  [{ kind: 'exact', tag: 'live' }, 'live2', 'follows only the tag live'],
  [{ kind: 'pattern', source: '^main-\\d+$', shown: 'main-*' }, 'main-12', undefined],
  [{ kind: 'pattern', source: '^main-\\d+$', shown: 'main-*' }, 'dev-1', 'dev-1 does not match main-*'],
  [{ kind: 'semver', range: '^1.2.0' }, 'v1.3.0', undefined],
  [{ kind: 'semver', range: '^1.2.0' }, '2.0.0', '2.0.0 is not a version within ^1.2.0'],
  [{ kind: 'semver', range: '^1.2.0' }, '1.3.0-rc.1', '1.3.0-rc.1 is not a version within ^1.2.0'],
  [{ kind: 'semver', range: '^1.2.0' }, 'latest', 'latest is not a version within ^1.2.0'],
] as const)('says why a tag is not followed: %j %s', (policy, tag, why) => {
  expect(whyNotAdmitted(policy, tag)).toBe(why)
  expect(admits(policy, tag)).toBe(why === undefined)
})
